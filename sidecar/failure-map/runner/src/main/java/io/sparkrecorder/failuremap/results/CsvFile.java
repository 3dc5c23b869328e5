package io.sparkrecorder.failuremap.results;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes a table as CSV (RFC 4180, UTF-8); a value that is not known is empty. */
final class CsvFile {
  private CsvFile() {}

  static <T> byte[] of(List<Column<T>> columns, List<T> rows) throws IOException {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
      printer.printRecord(columns.stream().map(Column::name));
      for (T row : rows) {
        for (Column<T> column : columns) {
          printer.print(column.value().apply(row));
        }
        printer.println();
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
