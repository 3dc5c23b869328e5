package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.failuremap.report.statistics.Interval;
import io.sparkrecorder.failuremap.report.statistics.Proportion;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Numbers and names as people read them. */
final class Texts {
  private static final List<String> BYTES = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

  private Texts() {}

  /** Gives three significant digits, without zeros at the end. */
  static String bytes(double bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1023.5 && unit < BYTES.size() - 1) {
      value /= 1024;
      unit++;
    }
    int digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return number(value, digits) + " " + BYTES.get(unit);
  }

  static String number(double value, int digits) {
    return plain(Double.parseDouble(String.format(Locale.ROOT, "%." + digits + "f", value)));
  }

  static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  static String percent(double share) {
    return number(share * 100, share > 0 && share < 0.01 ? 1 : 0) + " %";
  }

  static String factor(double factor) {
    return number(factor, factor < 10 ? 1 : 0);
  }

  /** Writes a proportion with its interval, such as {@code 3 of 5 (90 %: 25 % to 81 %)}. */
  static String proportion(Proportion proportion) {
    Interval interval = proportion.interval();
    return "%d of %d (90 %% interval %s to %s)"
        .formatted(
            proportion.hits(),
            proportion.counted(),
            percent(interval.low()),
            percent(interval.high()));
  }

  static String band(Interval band) {
    if (band.hasLow() && band.hasHigh()) {
      return "90 %% band %s to %s".formatted(bytes(band.low()), bytes(band.high()));
    }
    if (band.hasLow()) {
      return "90 %% band from %s on".formatted(bytes(band.low()));
    }
    return band.hasHigh()
        ? "90 %% band up to %s".formatted(bytes(band.high()))
        : "the runs do not bound the 90 % band";
  }

  static String runs(long count) {
    return count == 1 ? "1 run" : count + " runs";
  }

  static String cells(long count) {
    return count == 1 ? "1 cell" : count + " cells";
  }
}
