package io.sparkrecorder.history;

/** Text of a page. Every value is escaped; only the markup of the caller is not. */
final class Html {
  private final StringBuilder text = new StringBuilder();

  /** Adds markup: a constant of the program. */
  Html raw(String markup) {
    text.append(markup);
    return this;
  }

  /** Adds a value from anywhere, for an element's content or a quoted attribute. */
  Html text(String value) {
    for (int at = 0; at < value.length(); at++) {
      escape(value.charAt(at));
    }
    return this;
  }

  Html text(long value) {
    text.append(value);
    return this;
  }

  /** Adds an element with this content. */
  Html element(String name, String value) {
    return raw("<" + name + ">").text(value).raw("</" + name + ">");
  }

  /** Adds a cell of a table. */
  Html cell(String value) {
    return element("td", value);
  }

  /** Begins a table that scrolls by itself where it is wider than the page. */
  Html table(String name, String... columns) {
    raw("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"").text(name);
    raw("\"><table class=\"table table-bordered table-sm\"><thead><tr>");
    for (String column : columns) {
      raw("<th scope=\"col\">").text(column).raw("</th>");
    }
    return raw("</tr></thead><tbody>");
  }

  Html endTable() {
    return raw("</tbody></table></div>");
  }

  private void escape(char c) {
    switch (c) {
      case '<':
        text.append("&lt;");
        break;
      case '>':
        text.append("&gt;");
        break;
      case '&':
        text.append("&amp;");
        break;
      case '"':
        text.append("&quot;");
        break;
      case '\'':
        text.append("&#39;");
        break;
      default:
        // Control characters are not allowed in HTML, and some reorder the text around them.
        text.append(isShown(c) ? c : '\uFFFD');
    }
  }

  private static boolean isShown(char c) {
    return c == '\n' || (!Character.isISOControl(c) && Character.getType(c) != Character.FORMAT);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
