package io.sparkrecorder.spool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * Makes names that are safe in the store, as S3 keys and in a terminal. A character other than a
 * letter, a digit or one of {@code . _ - = + @ /} is percent-encoded byte by byte, so that two
 * names never become one.
 *
 * <p>A name never has more than {@value #LONGEST} bytes, so that it fits into an S3 key (at most
 * 1,024 bytes) below any prefix. A segment above {@value #LONGEST_SEGMENT} bytes and a folder above
 * {@value #LONGEST_FOLDER} bytes are cut; a {@code ~} and 64 bits of the SHA-256 of the uncut name
 * follow. A cut name is always longer than the limit, so it never equals an uncut name.
 */
final class Names {
  /**
   * The longest folder, a slash and the longest segment, with room for a suffix of the recorder.
   */
  static final int LONGEST = 600;

  static final int LONGEST_FOLDER = 350;
  static final int LONGEST_SEGMENT = 200;

  private static final String SAFE =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-=+@";
  private static final Path ROOT = Path.of("/");
  private static final Set<String> RESERVED = Set.of("marker.json", ".recorder");

  /** A cut name keeps its extension, which tells the format. */
  private static final int LONGEST_EXTENSION = 16;

  private static final int HASH_BYTES = 8;

  private Names() {}

  /** Names a file below this root. */
  static String of(Path root, Path file) {
    return file(folderOf(root, Tree.above(file)), file);
  }

  /** Names a folder below this root; empty for the root itself. */
  static String folderOf(Path root, Path folder) {
    String name = "";
    for (int index = root.getNameCount(); index < folder.getNameCount(); index++) {
      name = folder(name, folder.getName(index));
    }
    return name;
  }

  /** Names a file in a folder that has this name. */
  static String file(String folder, Path path) {
    return below(folder, segment(encoded(path.getFileName()), folder.isEmpty()));
  }

  /** Names a folder in a folder that has this name. */
  static String folder(String parent, Path path) {
    String encoded = encoded(path.getFileName());
    String name = below(parent, segment(encoded, parent.isEmpty()));
    return name.length() <= LONGEST_FOLDER
        ? name
        : cut(name, LONGEST_FOLDER) + "~" + hash(parent + "/" + encoded);
  }

  private static String below(String folder, String segment) {
    return folder.isEmpty() ? segment : folder + "/" + segment;
  }

  /** Encodes the bytes of a name from its URI, because its text loses bytes that are not UTF-8. */
  private static String encoded(Path name) {
    String text = name.toString();
    if (isSafe(text)) {
      return text;
    }
    // A trailing slash appears if the root happens to have a folder of this name.
    return ROOT.resolve(name).toUri().getRawPath().substring(1).replaceAll("/$", "");
  }

  private static boolean isSafe(String text) {
    for (int index = 0; index < text.length(); index++) {
      if (SAFE.indexOf(text.charAt(index)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static String segment(String encoded, boolean first) {
    StringBuilder safe = new StringBuilder(encoded.length());
    for (int index = 0; index < encoded.length(); index++) {
      char next = encoded.charAt(index);
      if (next == '%' || SAFE.indexOf(next) >= 0) {
        safe.append(next);
      } else {
        safe.append("%%%02X".formatted((int) next));
      }
    }
    boolean temporary = encoded.startsWith(".") && encoded.endsWith(".part");
    if (temporary || (first && RESERVED.contains(encoded))) {
      safe.replace(0, 1, "%%%02X".formatted((int) safe.charAt(0)));
    }
    if (safe.length() <= LONGEST_SEGMENT) {
      return safe.toString();
    }
    String extension = extension(safe);
    return cut(safe, LONGEST_SEGMENT - extension.length()) + "~" + hash(encoded) + extension;
  }

  /**
   * The extension, from the first dot among the last characters, such as {@code .hprof.gz}; may be
   * empty.
   */
  private static String extension(CharSequence name) {
    String end = name.subSequence(name.length() - LONGEST_EXTENSION, name.length()).toString();
    int dot = end.indexOf('.');
    return dot < 0 ? "" : end.substring(dot);
  }

  /** The first characters, without splitting a percent-encoded one. */
  private static String cut(CharSequence name, int length) {
    int end = length;
    for (int back = 1; back <= 2; back++) {
      end = name.charAt(length - back) == '%' ? length - back : end;
    }
    return name.subSequence(0, end).toString();
  }

  private static String hash(String name) {
    try {
      byte[] all =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(all, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has SHA-256
    }
  }
}
