package io.sparkrecorder.armada.config;

/** The table of the settings on the page of Armada. */
final class SettingsTable {

  private static final String BEGIN = "<!-- settings: checked by ArmadaSettingsTest -->\n";
  private static final String END = "<!-- end of settings -->";

  private SettingsTable() {}

  /** The table as it is on the page, between its two comments. */
  static String onPage(String page) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new AssertionError("the page has no lines " + BEGIN + " and " + END);
    }
    return page.substring(begin + BEGIN.length(), end);
  }

  /** The table as the code has it. */
  static String ofCode() {
    StringBuilder table =
        new StringBuilder("| setting | value | default | meaning |\n|---|---|---|---|\n");
    for (Setting<?> setting : ArmadaSettings.all()) {
      String value = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
      table.append(
          String.format(
              "| `%s` | %s | %s | %s |\n",
              setting.name(), setting.type(), value, setting.description()));
    }
    return table.toString();
  }
}
