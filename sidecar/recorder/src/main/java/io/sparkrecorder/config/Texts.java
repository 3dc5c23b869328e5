package io.sparkrecorder.config;

import io.sparkrecorder.text.Words;
import java.net.URI;
import java.nio.file.Path;

/** Reads texts of a given form; each method throws IllegalArgumentException on any other text. */
final class Texts {
  private Texts() {}

  static String matching(String pattern, String text) {
    if (!text.matches(pattern)) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  static String withoutOuterSlashes(String text) {
    return text.replaceAll("^/+|/+$", "");
  }

  static URI httpUrl(String text) {
    URI uri = URI.create(text);
    matching("https?", String.valueOf(uri.getScheme()));
    boolean isPlain = uri.getUserInfo() == null && uri.getQuery() == null && uri.getPort() < 65_536;
    if (uri.getHost() == null || !isPlain) {
      throw new IllegalArgumentException(text);
    }
    return uri;
  }

  static Path absolute(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException(text);
    }
    return path.normalize();
  }

  static <E extends Enum<E>> E constant(Class<E> type, String text) {
    return Words.constant(type, text).orElseThrow(() -> new IllegalArgumentException(text));
  }

  static Boolean bool(String text) {
    return Boolean.valueOf(matching("true|false", text));
  }

  /** Zero for a refused value: {@link Environment#check()} throws before the zero is used. */
  static long unboxed(Long value) {
    return value == null ? 0 : value;
  }

  static int unboxed(Integer value) {
    return value == null ? 0 : value;
  }
}
