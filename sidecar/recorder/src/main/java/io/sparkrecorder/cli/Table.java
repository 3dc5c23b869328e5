package io.sparkrecorder.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows in columns that are as wide as their longest cell. Cells are made safe for a terminal.
 *
 * <p>picocli's TextTable needs the widths beforehand, aligns nothing to the right, and takes
 * {@code @|bold x|@} in a file's name as markup.
 */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Integer> right;

  /**
   * Makes a table without rows.
   *
   * @param right numbers of the right-aligned columns, from 0
   */
  public Table(List<Integer> right, String... head) {
    this.right = right;
    rows.add(List.of(head));
  }

  public Table row(String... cells) {
    rows.add(Stream.of(cells).map(Printable::of).toList());
    return this;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        String space = " ".repeat(width(column) - cell.length());
        line.append(column == 0 ? "" : "  ")
            .append(right.contains(column) ? space + cell : cell + space);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
