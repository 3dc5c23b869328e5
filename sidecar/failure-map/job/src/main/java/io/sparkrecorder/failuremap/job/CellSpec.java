package io.sparkrecorder.failuremap.job;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A cell as the runner describes it in one argument: {@code name=value} pairs with semicolons
 * between them.
 */
final class CellSpec {
  final String name;
  final int number;
  final String hint;
  final long buildBytes;
  final long probeBytes;
  final String skewKind;
  final double skew;
  final boolean aqe;
  final boolean aqeSkewJoin;
  final int partitions;
  final long seed;

  private CellSpec(Map<String, String> fields) {
    name = field(fields, "cell");
    number = Integer.parseInt(field(fields, "try"));
    hint = hint(field(fields, "join"));
    buildBytes = Long.parseLong(field(fields, "build"));
    probeBytes = Long.parseLong(field(fields, "probe"));
    String[] distribution = field(fields, "skew").split(":", 2);
    skewKind = distribution[0];
    skew = Double.parseDouble(distribution[1]);
    aqe = Boolean.parseBoolean(field(fields, "aqe"));
    aqeSkewJoin = Boolean.parseBoolean(field(fields, "aqeSkewJoin"));
    partitions = Integer.parseInt(field(fields, "partitions"));
    seed = Long.parseLong(field(fields, "seed"));
  }

  static CellSpec parse(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : text.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("--cell " + text + ": expected name=value;name=value");
      }
      fields.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return new CellSpec(fields);
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--cell: " + name + " is missing in " + fields);
    }
    return value;
  }

  private static String hint(String join) {
    switch (join) {
      case "broadcast":
        return "BROADCAST";
      case "shuffle-hash":
        return "SHUFFLE_HASH";
      case "sort-merge":
        return "MERGE";
      default:
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "join=%s: expected broadcast, shuffle-hash or sort-merge", join));
    }
  }

  /** Identifies the run in the event log. */
  String run() {
    return name + "#" + number;
  }
}
