package io.sparkrecorder.failuremap.results;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Typed access to the fields of a JSON object; fields that are not asked for are ignored. */
final class Fields {
  private final Map<?, ?> map;
  private final String path;

  Fields(Map<?, ?> map, String path) {
    this.map = map;
    this.path = path;
  }

  String text(String name) {
    if (map.get(name) instanceof String text) {
      return text;
    }
    throw refused(name, "a text");
  }

  String textOr(String name, String otherwise) {
    return map.get(name) instanceof String text ? text : otherwise;
  }

  long number(String name) {
    if (map.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw refused(name, "a number");
  }

  long numberOr(String name, long otherwise) {
    return map.get(name) instanceof Number number ? number.longValue() : otherwise;
  }

  /** A size in bytes, of something that is there. */
  long size(String name) {
    long size = number(name);
    if (size <= 0) {
      throw refused(name, "a positive number of bytes");
    }
    return size;
  }

  int count(String name) {
    return Math.toIntExact(number(name));
  }

  /** A number that is not negative, such as a skew. */
  double real(String name) {
    if (map.get(name) instanceof Number number
        && Double.isFinite(number.doubleValue())
        && number.doubleValue() >= 0) {
      return number.doubleValue();
    }
    throw refused(name, "a number");
  }

  boolean flag(String name) {
    return map.get(name) instanceof Boolean flag && flag;
  }

  Instant time(String name) {
    return parsed(name, text(name));
  }

  Optional<Instant> optionalTime(String name) {
    return map.get(name) instanceof String text
        ? Optional.of(parsed(name, text))
        : Optional.empty();
  }

  OptionalInt optionalCount(String name) {
    return map.get(name) instanceof Number number
        ? OptionalInt.of(number.intValue())
        : OptionalInt.empty();
  }

  /** The value of an enum that {@code found} looks up. */
  <T> T one(String name, Optional<T> found) {
    return found.orElseThrow(() -> refused(name, "a known value"));
  }

  Fields object(String name) {
    if (map.get(name) instanceof Map<?, ?> object) {
      return new Fields(object, path + name + ".");
    }
    throw refused(name, "an object");
  }

  List<Fields> objects(String name) {
    if (!(map.get(name) instanceof List<?> list)) {
      return List.of();
    }
    return list.stream()
        .filter(Map.class::isInstance)
        .map(item -> new Fields((Map<?, ?>) item, path + name + "."))
        .toList();
  }

  private Instant parsed(String name, String text) {
    try {
      // Tables hold milliseconds, for which the farthest times are too far.
      return Instant.ofEpochMilli(Instant.parse(text).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw refused(name, "a time such as 2026-11-28T05:00:00Z");
    }
  }

  private BadDocument refused(String name, String expected) {
    return new BadDocument("%s%s: expected %s".formatted(path, name, expected));
  }
}
