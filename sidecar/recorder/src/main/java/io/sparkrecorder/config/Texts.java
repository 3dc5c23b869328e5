package io.sparkrecorder.config;

import java.net.URI;

/** Reads texts of a given shape; each method throws IllegalArgumentException on any other. */
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
    if (uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException(text);
    }
    return uri;
  }

  static Boolean bool(String text) {
    return Boolean.valueOf(matching("true|false", text));
  }

  /**
   * Zero for a value that was refused: {@link Environment#check()} throws before anyone sees it.
   */
  static long unboxed(Long value) {
    return value == null ? 0 : value;
  }

  static int unboxed(Integer value) {
    return value == null ? 0 : value;
  }
}
