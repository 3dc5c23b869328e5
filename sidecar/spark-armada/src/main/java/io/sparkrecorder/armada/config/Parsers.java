package io.sparkrecorder.armada.config;

import io.fabric8.kubernetes.api.model.Quantity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the texts of settings. Each method throws IllegalArgumentException for a wrong text. */
final class Parsers {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|min|h|d)?");

  private Parsers() {}

  /** A setting that may be absent, with an empty text as its default. */
  static <T> Function<String, Optional<T>> optional(Function<String, T> parser) {
    return text -> text.isEmpty() ? Optional.empty() : Optional.of(parser.apply(text));
  }

  static String text(String text) {
    return text;
  }

  static boolean flag(String text) {
    switch (text.toLowerCase(Locale.ROOT)) {
      case "true":
        return true;
      case "false":
        return false;
      default:
        throw new IllegalArgumentException(text);
    }
  }

  /** A duration in the units of Spark; without a unit, seconds. */
  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    long number = Long.parseLong(Objects.requireNonNull(matcher.group(1)));
    String unit = matcher.group(2);
    switch (unit == null ? "s" : unit) {
      case "ms":
        return Duration.ofMillis(number);
      case "s":
        return Duration.ofSeconds(number);
      case "h":
        return Duration.ofHours(number);
      case "d":
        return Duration.ofDays(number);
      default:
        return Duration.ofMinutes(number);
    }
  }

  static Duration positive(String text) {
    Duration duration = duration(text);
    if (duration.isZero()) {
      throw new IllegalArgumentException(text);
    }
    return duration;
  }

  static double number(String text) {
    double number = Double.parseDouble(text);
    if (!(number >= 0) || Double.isInfinite(number)) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }

  static int grace(String text) {
    long seconds = duration(text).toSeconds();
    if (seconds < 1 || seconds > 300) {
      throw new IllegalArgumentException(text);
    }
    return (int) seconds;
  }

  static URI url(String text) {
    URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
        || uri.getHost() == null) {
      throw new IllegalArgumentException(text);
    }
    return uri;
  }

  /** An amount of Kubernetes above zero, such as {@code 8Gi}. */
  static String amount(String text) {
    if (Quantity.getAmountInBytes(new Quantity(text)).signum() <= 0) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  static Path file(String text) {
    return Path.of(text);
  }

  /** Pairs {@code key=value}, separated by commas. */
  static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
      } else if (!text.isEmpty()) {
        throw new IllegalArgumentException(text);
      }
    }
    return Map.copyOf(pairs);
  }
}
