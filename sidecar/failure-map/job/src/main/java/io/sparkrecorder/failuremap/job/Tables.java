package io.sparkrecorder.failuremap.job;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * The two tables of a cell. A row has 1,024 bytes in Spark's own format: 8 bytes for nulls, 8 for
 * each column, and a text that fills up the rest.
 */
final class Tables {
  static final int ROW_BYTES = 1024;
  static final String KEY_FUNCTION = "failure_map_key";

  private static final int BUILD_TEXT = ROW_BYTES - 3 * Long.BYTES;
  private static final int PROBE_TEXT = ROW_BYTES - 4 * Long.BYTES;

  private final CellSpec cell;
  private final long buildRows;
  private final int probeRows;
  private final Keys keys;

  Tables(CellSpec cell) {
    this.cell = cell;
    this.buildRows = Math.max(1, cell.buildBytes / ROW_BYTES);
    this.probeRows = (int) Math.max(2, cell.probeBytes / ROW_BYTES);
    this.keys =
        cell.skewKind.equals("zipf")
            ? Keys.zipf(buildRows, probeRows, cell.skew, cell.seed)
            : Keys.hot(buildRows, probeRows, cell.skew, cell.seed);
  }

  Keys keys() {
    return keys;
  }

  /** The join, with the hint on the build side. */
  String query() {
    return String.format(
        Locale.ROOT,
        "SELECT /*+ %1$s(b) */ count(*) AS joined, sum(p.weight) AS weight,"
            + " sum(crc32(CAST(b.payload AS BINARY))) AS checksum,"
            + " sum(length(p.payload)) AS probe_length"
            + " FROM (SELECT id AS key, id + 1 AS weight, rpad(hex(id), %2$d, 'y') AS payload"
            + " FROM range(0, %3$d, 1, %4$d)) p"
            + " JOIN (SELECT %5$s(id) AS key, rpad(hex(id ^ %6$dL), %7$d, 'x') AS payload"
            + " FROM range(0, %8$d, 1, %4$d)) b"
            + " ON p.key = b.key",
        cell.hint,
        PROBE_TEXT,
        probeRows,
        cell.partitions,
        KEY_FUNCTION,
        mask(),
        BUILD_TEXT,
        buildRows);
  }

  /** The result that the query must have, computed without Spark. */
  Answer expected() {
    long weight = 0;
    long checksum = 0;
    CRC32 crc = new CRC32();
    byte[] text = new byte[BUILD_TEXT];
    Arrays.fill(text, (byte) 'x');
    for (long row = 0; row < buildRows; row++) {
      weight += keys.of(row) + 1;
      byte[] start =
          Long.toHexString(row ^ mask())
              .toUpperCase(Locale.ROOT)
              .getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(start, 0, text, 0, start.length);
      Arrays.fill(text, start.length, 2 * Long.BYTES, (byte) 'x');
      crc.reset();
      crc.update(text);
      checksum += crc.getValue();
    }
    return new Answer(buildRows, weight, checksum, buildRows * PROBE_TEXT);
  }

  /** Different seeds give different texts. */
  private long mask() {
    return cell.seed & Long.MAX_VALUE;
  }
}
