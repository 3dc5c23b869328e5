package io.sparkrecorder.armada.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The table of the settings, for the page in the docs. */
public final class SettingsTable {

  private static final String START =
      "<!-- settings: made by io.sparkrecorder.armada.config.SettingsTable -->\n";
  private static final String END = "<!-- end of settings -->";

  private SettingsTable() {}

  /** Writes the table into the page that the argument names. */
  public static void main(String[] arguments) throws IOException {
    Path page = Path.of(arguments[0]);
    Files.writeString(page, into(Files.readString(page)));
  }

  /** The page with the table of this version between its two comments. */
  static String into(String page) {
    int start = page.indexOf(START);
    int end = page.indexOf(END);
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("The page has no lines " + START + " and " + END);
    }
    return page.substring(0, start + START.length()) + markdown() + page.substring(end);
  }

  static String markdown() {
    StringBuilder table =
        new StringBuilder("| setting | value | default | meaning |\n|---|---|---|---|\n");
    for (Setting<?> setting : ArmadaSettings.all()) {
      String value = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
      table
          .append("| `")
          .append(setting.name())
          .append("` | ")
          .append(setting.type())
          .append(" | ")
          .append(value)
          .append(" | ")
          .append(setting.description())
          .append(" |\n");
    }
    return table.toString();
  }
}
