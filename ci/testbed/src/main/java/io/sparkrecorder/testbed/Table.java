package io.sparkrecorder.testbed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table in plain text, each column as wide as its widest cell. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... heads) {
    rows.add(List.of(heads));
  }

  /** Adds a row with one cell per column. */
  public void row(String... cells) {
    rows.add(List.of(cells));
  }

  @Override
  public String toString() {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int at = 0; at < widths.length; at++) {
        widths[at] = Math.max(widths[at], row.get(at).length());
      }
    }
    List<List<String>> lines = new ArrayList<>(rows);
    lines.add(1, Arrays.stream(widths).mapToObj("-"::repeat).toList());
    StringBuilder text = new StringBuilder();
    for (List<String> row : lines) {
      for (int at = 0; at < widths.length; at++) {
        String cell = row.get(at);
        text.append("| ").append(cell).append(" ".repeat(widths[at] - cell.length() + 1));
      }
      text.append("|\n");
    }
    return text.toString();
  }
}
