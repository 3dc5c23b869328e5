package io.sparkrecorder.bench;

import java.util.Locale;

/** The units of figures, with the way to print them. */
public enum Unit {
  /** Given in kB of 1,024 bytes, as {@code /proc} reports memory. */
  MEMORY("MiB", 1.0 / 1024, 1),
  MILLISECONDS("ms", 1, 0),
  /** Given in milliseconds. */
  SECONDS("s", 1e-3, 1),
  PERCENT("% of a core", 1, 2),
  THROUGHPUT("MiB/s", 1, 0),
  RATE("files/s", 1, 0),
  REQUESTS("requests", 1, 0),
  DOLLARS("USD", 1, 2);

  private final String name;
  private final double factor;
  private final int digits;

  Unit(String name, double factor, int digits) {
    this.name = name;
    this.factor = factor;
    this.digits = digits;
  }

  String number(double value) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value * factor);
  }

  /** A number with its unit; memory appears in kB too, so that rounding hides nothing. */
  String text(double value) {
    return this == MEMORY ? String.format(Locale.ROOT, "%s, %.0f kB", name, value) : name;
  }
}
