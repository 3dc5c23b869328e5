package io.sparkrecorder.bench;

import java.util.Locale;

/** The upper limit of a figure; none for a figure that is only printed. */
record Budget(double atMost, Unit unit) {
  /** A memory budget in MB of a million bytes, the stricter unit. */
  static Budget megabytes(int atMost) {
    return new Budget(atMost * 1_000_000.0 / 1024, Unit.MEMORY);
  }

  static Budget of(double atMost, Unit unit) {
    return new Budget(atMost, unit);
  }

  static Budget none(Unit unit) {
    return new Budget(Double.POSITIVE_INFINITY, unit);
  }

  String text() {
    if (atMost == Double.POSITIVE_INFINITY) {
      return "";
    }
    return unit == Unit.MEMORY
        ? String.format(Locale.ROOT, "%.0f MB", atMost * 1024 / 1_000_000)
        : String.format(Locale.ROOT, "%s %s", unit.number(atMost), unit.text(atMost));
  }

  String verdict(double value) {
    return atMost == Double.POSITIVE_INFINITY ? "" : value <= atMost ? "ok" : "over";
  }
}
