package io.sparkrecorder.marker;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.text.Words;
import java.util.Map;
import java.util.Optional;

/** Typed reads of a JSON object; fields that are never read are ignored. */
public final class Fields {
  private static final int LONGEST_TOKEN = 4_096;

  /** Replaces a list or an object that was skipped, or handed on item by item. */
  static final Object SKIPPED = new Object();

  private final Map<String, Object> object;

  Fields(Map<String, Object> object) {
    this.object = object;
  }

  /**
   * Reads a text.
   *
   * @throws MalformedDocument if it is absent or no text
   */
  public String text(String name) {
    return optionalText(name).orElseThrow(() -> expected(name, "text"));
  }

  public Optional<String> optionalText(String name) {
    return read(name, String.class, "text");
  }

  /**
   * Reads a number.
   *
   * @throws MalformedDocument if it is absent or no whole number
   */
  public long number(String name) {
    return optionalNumber(name).orElseThrow(() -> expected(name, "a number"));
  }

  public Optional<Long> optionalNumber(String name) {
    Optional<Number> number = read(name, Number.class, "a number");
    if (number.filter(value -> !(value instanceof Integer || value instanceof Long)).isPresent()) {
      throw expected(name, "a whole number");
    }
    return number.map(Number::longValue);
  }

  /**
   * Reads a number of 32 bits.
   *
   * @throws MalformedDocument if it is no such number
   */
  public Optional<Integer> optionalInt(String name) {
    Optional<Long> number = optionalNumber(name);
    if (number.filter(value -> value != value.intValue()).isPresent()) {
      throw expected(name, "a number of 32 bits");
    }
    return number.map(Long::intValue);
  }

  /**
   * Reads a checksum.
   *
   * @throws MalformedDocument if it is absent or anything but eight hexadecimal digits
   */
  public Crc32c crc32c(String name) {
    return Crc32c.parse(text(name)).orElseThrow(() -> expected(name, "eight hexadecimal digits"));
  }

  /** Refuses a document whose version is newer than this program. */
  void checkVersion(int known) {
    long version = number("version");
    if (version > known) {
      throw new MalformedDocument(
          "version %d is newer than this recorder knows (%d): use a newer recorder"
              .formatted(version, known));
    }
  }

  /** Reads a text for people: cuts a long one, and replaces unprintable characters. */
  public String shown(String name) {
    return Checks.text(text(name));
  }

  public String key(String name) {
    return Checks.key(text(name));
  }

  /** Reads a token that S3 gives and takes back: an ETag or the id of an upload. */
  public String token(String name) {
    return Checks.token(name, text(name), LONGEST_TOKEN);
  }

  /** Reads a size in bytes. */
  public long size(String name) {
    return Checks.size(name, number(name));
  }

  /** Reads the number of an upload's part. */
  public int partNumber(String name) {
    return (int) Checks.number(name, number(name), 1, UploadedPart.MOST);
  }

  public boolean has(String name) {
    return object.containsKey(name);
  }

  public boolean flag(String name) {
    return read(name, Boolean.class, "true or false").orElse(false);
  }

  /** Reads the constant with this lower-case, hyphenated name. */
  public <E extends Enum<E>> E choice(String name, Class<E> choices) {
    String text = text(name);
    return Words.constant(choices, text)
        .orElseThrow(
            () -> new MalformedDocument("\"" + name + "\" is \"" + Checks.line(text, 60) + "\""));
  }

  private <T> Optional<T> read(String name, Class<T> type, String kind) {
    Object value = object.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!type.isInstance(value)) {
      throw expected(name, kind);
    }
    return Optional.of(type.cast(value));
  }

  static MalformedDocument expected(String name, String kind) {
    return new MalformedDocument("expected \"" + name + "\" to be " + kind);
  }
}
