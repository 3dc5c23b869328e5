package io.sparkrecorder.marker;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Rules for values in documents. Other pods write documents, and user code can change them, so each
 * record checks its values in its constructor: no other package needs to check them.
 */
final class Checks {
  /** Longest free text, such as a reason or a note, in characters. */
  static final int LONGEST_TEXT = 1_000;

  /** Longest key that S3 accepts, and longest name of a file, in bytes of UTF-8. */
  static final int LONGEST_KEY = 1_024;

  /** Largest valid size: sums of many files stay far below 2^63. */
  static final long LARGEST = 1L << 50;

  private static final int LONGEST_ID = 63;
  private static final int LONGEST_NAME = 253;
  private static final String OWN_FOLDER = ".recorder";
  private static final String OWN_MARKER = "marker.json";

  private static final Pattern IDENTITY =
      Pattern.compile("[A-Za-z0-9_-](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?");

  private Checks() {}

  /** Checks the name of a pod, a node, an application or a namespace. */
  static String identity(String field, String value) {
    return identity(field, value, LONGEST_NAME);
  }

  static String executorId(String value) {
    return identity("executorId", value, LONGEST_ID);
  }

  /**
   * Checks the uid of a pod. It has no dot, so the last dot of a folder's name is the one before
   * it.
   */
  static String uid(String value) {
    if (value.indexOf('.') >= 0) {
      throw refused("uid", value, "a uid without dots");
    }
    return identity("uid", value, LONGEST_NAME);
  }

  /** Checks a path below a pod's folder. */
  static String name(String value) {
    path("name", value);
    if (value.indexOf('\\') >= 0) {
      throw refused("name", value, "a path without backslashes");
    }
    for (String segment : value.split("/", -1)) {
      if (segment.isEmpty()) {
        throw refused("name", value, "a path without empty segments");
      }
    }
    String first = value.indexOf('/') < 0 ? value : value.substring(0, value.indexOf('/'));
    if (first.equals(OWN_FOLDER) || first.equals(OWN_MARKER)) {
      throw refused("name", value, "a path outside the recorder's own files");
    }
    return value;
  }

  static String key(String value) {
    return path("key", value);
  }

  /** Checks a token that S3 gives and takes back: an ETag or the id of an upload. */
  static String token(String field, String value, int longest) {
    if (value.isEmpty() || value.length() > longest || !printable(value)) {
      throw refused(field, value, "1 to %d printable characters".formatted(longest));
    }
    return value;
  }

  static long size(String field, long value) {
    return number(field, value, 0, LARGEST);
  }

  /** The sum of two sizes; Long.MAX_VALUE if the sum is larger. */
  static long sum(long one, long other) {
    return Long.MAX_VALUE - one < other ? Long.MAX_VALUE : one + other;
  }

  static long number(String field, long value, long least, long most) {
    if (value < least || value > most) {
      throw refused(field, Long.toString(value), "a number from %d to %d".formatted(least, most));
    }
    return value;
  }

  /** Makes a text fit for people: cuts a long one, and replaces unprintable characters. */
  static String text(String value) {
    return line(value, LONGEST_TEXT);
  }

  /**
   * Does the same; returns the argument itself if nothing changes, because thousands of files may
   * share it.
   */
  static Optional<String> text(Optional<String> value) {
    if (value.isEmpty()) {
      return value;
    }
    String shown = text(value.get());
    return shown.equals(value.get()) ? value : Optional.of(shown);
  }

  /** Does the same as {@link #text(String)}, with a given length. */
  static String line(String value, int longest) {
    if (value.length() <= longest && printable(value)) {
      return value;
    }
    StringBuilder shown = new StringBuilder();
    value
        .codePoints()
        .map(point -> isPrintable(point) ? point : '?')
        .limit(longest)
        .forEach(shown::appendCodePoint);
    if (shown.length() > longest || value.codePointCount(0, value.length()) > longest) {
      shown.setLength(shown.offsetByCodePoints(0, cut(shown, longest - 3)));
      shown.append("...");
    }
    return shown.toString();
  }

  /** The number of code points that fit into this many characters. */
  private static int cut(CharSequence text, int longest) {
    int points = 0;
    int length = 0;
    for (var all = text.codePoints().iterator(); all.hasNext(); points++) {
      length += Character.charCount(all.nextInt());
      if (length > longest) {
        return points;
      }
    }
    return points;
  }

  private static String identity(String field, String value, int longest) {
    if (value.length() > longest || !IDENTITY.matcher(value).matches() || value.contains("..")) {
      throw refused(
          field,
          value,
          "1 to %d letters, digits, dots, hyphens and underscores".formatted(longest));
    }
    return value;
  }

  private static String path(String field, String value) {
    if (value.isEmpty() || value.startsWith("/")) {
      throw refused(field, value, "a relative path");
    }
    if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
      throw refused(field, value, "at most %d bytes".formatted(LONGEST_KEY));
    }
    if (!printable(value)) {
      throw refused(field, value, "printable characters");
    }
    for (String segment : value.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        throw refused(field, value, "a path without . and ..");
      }
    }
    return value;
  }

  private static boolean printable(String value) {
    return value.codePoints().allMatch(Checks::isPrintable);
  }

  private static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static MalformedDocument refused(String field, String value, String rule) {
    return new MalformedDocument(
        "\"%s\" is \"%s\": expected %s".formatted(field, line(value, 60), rule));
  }
}
