package io.sparkrecorder.cli;

/**
 * Makes text from outside safe for a terminal: names, reasons and notes in manifests, keys of
 * objects, answers of servers. A terminal obeys control characters in it, and characters that
 * change the direction of writing make a name look like another one.
 */
public final class Printable {
  private Printable() {}

  /** Replaces each such character by {@code \}{@code uXXXX}. */
  public static String of(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int index = 0; index < text.length(); index++) {
      append(safe, text, index);
    }
    return safe.toString();
  }

  /**
   * Escapes such characters in a JSON document, whose meaning stays the same: such a character can
   * only stand in a string, or between two tokens.
   */
  public static String json(String document) {
    StringBuilder safe = new StringBuilder(document.length());
    for (int index = 0; index < document.length(); index++) {
      switch (document.charAt(index)) {
        case '\n' -> safe.append('\n');
        case '\t', '\r' -> safe.append(' ');
        default -> append(safe, document, index);
      }
    }
    return safe.toString();
  }

  private static void append(StringBuilder safe, String text, int index) {
    char next = text.charAt(index);
    if (isObeyed(next) || isHalf(text, index)) {
      safe.append("\\u%04x".formatted((int) next));
    } else {
      safe.append(next);
    }
  }

  private static boolean isObeyed(char next) {
    return switch (Character.getType(next)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** Tells whether the character is an unpaired surrogate. */
  private static boolean isHalf(String text, int index) {
    char next = text.charAt(index);
    boolean first = index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
    boolean second = index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
    return Character.isSurrogate(next) && !(Character.isHighSurrogate(next) ? first : second);
  }
}
