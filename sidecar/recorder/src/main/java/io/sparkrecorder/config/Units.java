package io.sparkrecorder.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations and sizes in the notation of Kubernetes, and formats sizes for people. */
public final class Units {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(Ki|Mi|Gi)?");
  private static final Map<String, Integer> SHIFT = Map.of("Ki", 10, "Mi", 20, "Gi", 30);

  private Units() {}

  /**
   * Reads {@code 240s}, {@code 4m}, {@code 500ms}, {@code 240} (seconds) or ISO-8601 ({@code
   * PT4M}).
   */
  static Duration duration(String text) {
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Reads {@code 16Mi}, {@code 1Gi} or a plain number of bytes. */
  static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    long amount = Long.parseLong(matcher.group(1));
    int shift = matcher.group(2) == null ? 0 : SHIFT.get(matcher.group(2));
    if (amount > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException(text);
    }
    return amount << shift;
  }

  /** Formats 1536 as {@code 1.5 KiB}. */
  public static String text(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 1023.95) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGTPE".charAt(unit));
  }

  /** Throws if the value lies outside the bounds. */
  static <T extends Comparable<T>> T between(T least, T most, T value) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(value.toString());
    }
    return value;
  }
}
