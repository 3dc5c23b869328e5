package io.sparkrecorder.failuremap.results;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a table as Parquet: flat optional columns, plain values, one gzip page per column and row
 * group. It is written here because every library that writes Parquet brings Hadoop's classes,
 * which are larger than the whole runner, for features that these tables do not use.
 *
 * <p>The numbers are those of parquet.thrift in the format's specification.
 */
final class ParquetFile {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int ROWS_PER_GROUP = 100_000;

  private static final int OPTIONAL = 1;
  private static final int GZIP = 2;
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int DATA_PAGE = 0;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private ParquetFile() {}

  /** The place and sizes of a column's page. */
  private record Chunk(long offset, int uncompressedBytes, int compressedBytes) {}

  static <T> byte[] of(List<Column<T>> columns, List<T> rows) throws IOException {
    return new ParquetFile().write(columns, rows);
  }

  private <T> byte[] write(List<Column<T>> columns, List<T> rows) throws IOException {
    out.writeBytes(MAGIC);
    List<Consumer<ThriftWriter>> groups = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += ROWS_PER_GROUP) {
      groups.add(group(columns, rows.subList(from, Math.min(rows.size(), from + ROWS_PER_GROUP))));
    }
    byte[] footer =
        ThriftWriter.struct(
            file -> {
              file.i32(1, 1);
              file.structList(2, schema(columns));
              file.i64(3, rows.size());
              file.structList(4, groups);
              file.text(6, "spark-recorder failure-map");
            });
    out.writeBytes(footer);
    out.writeBytes(littleEndian(footer.length));
    out.writeBytes(MAGIC);
    return out.toByteArray();
  }

  private static <T> List<Consumer<ThriftWriter>> schema(List<Column<T>> columns) {
    List<Consumer<ThriftWriter>> elements = new ArrayList<>();
    elements.add(
        root -> {
          root.text(4, "row");
          root.i32(5, columns.size());
        });
    for (Column<T> column : columns) {
      elements.add(
          element -> {
            element.i32(1, physical(column.type()));
            element.i32(3, OPTIONAL);
            element.text(4, column.name());
            logical(element, column.type());
          });
    }
    return elements;
  }

  private static int physical(Column.Type type) {
    return switch (type) {
      case FLAG -> 0;
      case INTEGER, TIME -> 2;
      case REAL -> 5;
      case TEXT -> 6;
    };
  }

  /** Writes the logical type, and the older converted type for readers that know only that. */
  private static void logical(ThriftWriter element, Column.Type type) {
    switch (type) {
      case TEXT -> {
        element.i32(6, 0);
        element.struct(10, union -> union.struct(1, string -> {}));
      }
      case TIME -> {
        element.i32(6, 9);
        element.struct(
            10,
            union ->
                union.struct(
                    8,
                    timestamp -> {
                      timestamp.flag(1, true);
                      timestamp.struct(2, unit -> unit.struct(1, millis -> {}));
                    }));
      }
      case FLAG, INTEGER, REAL -> {}
    }
  }

  private <T> Consumer<ThriftWriter> group(List<Column<T>> columns, List<T> rows)
      throws IOException {
    List<Consumer<ThriftWriter>> chunks = new ArrayList<>();
    long bytes = 0;
    for (Column<T> column : columns) {
      Chunk chunk = page(values(column, rows), rows.size());
      bytes += chunk.uncompressedBytes();
      chunks.add(
          it -> {
            it.i64(2, chunk.offset());
            it.struct(3, metadata -> metadata(metadata, column, chunk, rows.size()));
          });
    }
    long total = bytes;
    return group -> {
      group.structList(1, chunks);
      group.i64(2, total);
      group.i64(3, rows.size());
    };
  }

  private static void metadata(ThriftWriter it, Column<?> column, Chunk chunk, int rows) {
    it.i32(1, physical(column.type()));
    it.i32List(2, PLAIN, RLE);
    it.textList(3, List.of(column.name()));
    it.i32(4, GZIP);
    it.i64(5, rows);
    it.i64(6, chunk.uncompressedBytes());
    it.i64(7, chunk.compressedBytes());
    it.i64(9, chunk.offset());
  }

  private Chunk page(byte[] content, int rows) throws IOException {
    ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(gzipped)) {
      gzip.write(content);
    }
    byte[] header =
        ThriftWriter.struct(
            page -> {
              page.i32(1, DATA_PAGE);
              page.i32(2, content.length);
              page.i32(3, gzipped.size());
              page.struct(
                  5,
                  data -> {
                    data.i32(1, rows);
                    data.i32(2, PLAIN);
                    data.i32(3, RLE);
                    data.i32(4, RLE);
                  });
            });
    long offset = out.size();
    out.writeBytes(header);
    out.writeBytes(gzipped.toByteArray());
    return new Chunk(offset, header.length + content.length, header.length + gzipped.size());
  }

  /** Returns the definition levels, which tell known values from unknown ones, and the values. */
  private static <T> byte[] values(Column<T> column, List<T> rows) {
    List<Object> known = new ArrayList<>();
    byte[] levels = new byte[(rows.size() + 7) / 8];
    for (int i = 0; i < rows.size(); i++) {
      Object value = column.value().apply(rows.get(i));
      if (value != null) {
        known.add(value);
        levels[i / 8] |= (byte) (1 << i % 8);
      }
    }
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    byte[] run = bitPackedRun(levels.length);
    page.writeBytes(littleEndian(run.length + levels.length));
    page.writeBytes(run);
    page.writeBytes(levels);
    if (column.type() == Column.Type.FLAG) {
      page.writeBytes(bits(known));
    } else {
      known.forEach(value -> page.writeBytes(plain(value)));
    }
    return page.toByteArray();
  }

  /** Returns the header of one bit-packed run with eight levels per byte. */
  private static byte[] bitPackedRun(int bytes) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    int rest = (bytes << 1) | 1;
    while (rest > 0x7F) {
      header.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    header.write(rest);
    return header.toByteArray();
  }

  private static byte[] bits(List<Object> flags) {
    byte[] bits = new byte[(flags.size() + 7) / 8];
    for (int i = 0; i < flags.size(); i++) {
      if (flags.get(i).equals(true)) {
        bits[i / 8] |= (byte) (1 << i % 8);
      }
    }
    return bits;
  }

  private static byte[] plain(Object value) {
    return switch (value) {
      case Long number -> littleEndian(number);
      case Double number -> littleEndian(Double.doubleToLongBits(number));
      case Instant time -> littleEndian(time.toEpochMilli());
      case String text -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        yield ByteBuffer.allocate(Integer.BYTES + bytes.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(bytes.length)
            .put(bytes)
            .array();
      }
      default -> throw new IllegalArgumentException("no column type for " + value.getClass());
    };
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static byte[] littleEndian(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }
}
