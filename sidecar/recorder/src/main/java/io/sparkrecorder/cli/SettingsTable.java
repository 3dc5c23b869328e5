package io.sparkrecorder.cli;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The settings as a table, for {@code --help} and for the docs. */
public final class SettingsTable {
  /** Width of a line of help. */
  static final int WIDTH = 100;

  private static final String BEGIN = "<!-- settings: made by `make generate` -->";
  private static final String END = "<!-- end of settings -->";

  private SettingsTable() {}

  /** Writes the table into a Markdown page, between the two comments that mark its place. */
  public static void main(String[] args) throws IOException {
    Path page = Path.of(args[0]);
    Files.writeString(page, into(Files.readString(page)));
  }

  /** Gives the page with the current table. */
  static String into(String page) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("the page has no lines " + BEGIN + " and " + END);
    }
    return page.substring(0, begin + BEGIN.length()) + "\n" + markdown() + page.substring(end);
  }

  static String markdown() {
    StringBuilder table =
        new StringBuilder("| variable | type, unit | default | description |\n|---|---|---|---|\n");
    for (Setting<?> setting : RecorderSettings.all()) {
      String byDefault = setting.defaultText();
      table
          .append("| `%s` | %s | ".formatted(setting.name(), setting.type()))
          .append(byDefault.isEmpty() ? "" : "`" + byDefault + "`")
          .append(" | %s Expected: %s. |\n".formatted(setting.description(), setting.expected()));
    }
    return table.toString();
  }

  static String plain() {
    int column = 4 + longestName();
    StringBuilder table = new StringBuilder();
    for (Setting<?> setting : RecorderSettings.all()) {
      String byDefault = setting.defaultText();
      String text = setting.description() + (byDefault.isEmpty() ? "" : " [" + byDefault + "]");
      String name = "  " + setting.name();
      for (String line : wrapped(text, WIDTH - column - 1)) {
        table.append(name).append(" ".repeat(column - name.length())).append(line).append('\n');
        name = "";
      }
    }
    return table.toString().stripTrailing().replace("%", "%%");
  }

  private static int longestName() {
    return RecorderSettings.all().stream().mapToInt(it -> it.name().length()).max().orElse(0);
  }

  /** Breaks a text between words into lines of at most this width. */
  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line);
        line = "";
      }
      line = line.isEmpty() ? word : line + " " + word;
    }
    lines.add(line);
    return lines;
  }
}
