package io.sparkrecorder.spool;

import io.sparkrecorder.checksum.Crc32c;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/**
 * Names that are safe everywhere: in the store, as S3 keys, in a terminal. What is not a letter, a
 * digit or one of {@code . _ - = + @ /} is percent-encoded byte by byte, so that two names never
 * become one.
 */
final class Names {
  private static final String SAFE =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-=+@/";
  private static final int LONGEST = 200;
  private static final Set<String> RESERVED = Set.of("marker.json", ".recorder");

  private Names() {}

  /** The name of a path below this root. */
  static String of(Path root, Path path) {
    // A Path's toString() has lost bytes that are no UTF-8; its URI has not.
    String below =
        path.toUri()
            .getRawPath()
            .substring(root.toUri().getRawPath().replaceAll("/$", "").length() + 1);
    StringBuilder name = new StringBuilder();
    for (String segment : below.replaceAll("/$", "").split("/", -1)) {
      name.append(name.isEmpty() ? "" : "/").append(segment(segment, name.isEmpty()));
    }
    return name.toString();
  }

  private static String segment(String encoded, boolean first) {
    StringBuilder safe = new StringBuilder();
    for (byte b : encoded.getBytes(StandardCharsets.US_ASCII)) {
      boolean kept = b == '%' || SAFE.indexOf(b) >= 0;
      safe.append(kept ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    boolean temporary = encoded.startsWith(".") && encoded.endsWith(".part");
    if (temporary || (first && RESERVED.contains(encoded))) {
      safe.replace(0, 1, "%%%02X".formatted((int) safe.charAt(0)));
    }
    if (safe.length() > LONGEST) {
      String hash = Crc32c.of(encoded.getBytes(StandardCharsets.US_ASCII)).hex();
      return safe.substring(0, LONGEST) + "~" + hash;
    }
    return safe.toString();
  }
}
