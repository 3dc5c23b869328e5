package io.sparkrecorder.faults;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Encodes names of files as markers, manifests and keys do, according to their documentation. */
final class Names {
  private static final Pattern NUMBERED = Pattern.compile("~\\d+");

  /** Longer segments are cut; readers need not know the exact length. */
  private static final int SURE = 150;

  private Names() {}

  /**
   * Percent-encodes every byte that is not a letter, a digit or one of {@code . _ - = + @ /}, and
   * the first one of a name that the store reserves.
   */
  static String encoded(String name) {
    String encoded = percentEncoded(name);
    return name.equals("marker.json") || (name.startsWith(".") && name.endsWith(".part"))
        ? "%%%02X".formatted((int) name.charAt(0)) + encoded.substring(1)
        : encoded;
  }

  private static String percentEncoded(String name) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean kept =
          b > ' ' && b < 0x7F && (Character.isLetterOrDigit(b) || "._-=+@/".indexOf(b) >= 0);
      encoded.append(kept ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    return encoded.toString();
  }

  /** Whether an entry has this name, or is a numbered copy of it: {@code dump~2.hprof}. */
  static boolean matches(String entry, String name) {
    if (name.length() > SURE && entry.startsWith(name.substring(0, SURE))) {
      return true;
    }
    return entry.equals(name) || unnumbered(entry, name);
  }

  private static boolean unnumbered(String entry, String name) {
    int common = 0;
    while (common < name.length()
        && common < entry.length()
        && name.charAt(common) == entry.charAt(common)) {
      common++;
    }
    int inserted = entry.length() - name.length();
    return inserted > 1
        && NUMBERED.matcher(entry.substring(common, common + inserted)).matches()
        && entry.endsWith(name.substring(common));
  }
}
