package io.sparkrecorder.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that a mistyped text most likely stands for. */
final class Likeness {
  private static final int MOST_SLIPS = 3;

  private Likeness() {}

  /**
   * The name that takes the fewest slips to become this text; empty if every name takes too many.
   */
  static Optional<String> nearest(String text, Collection<String> names) {
    return names.stream()
        .min(Comparator.comparingInt(name -> slips(text, name)))
        .filter(name -> slips(text, name) <= MOST_SLIPS);
  }

  /** The number of characters to insert, remove or replace (Levenshtein's distance). */
  private static int slips(String one, String other) {
    int[] above = new int[other.length() + 1];
    for (int column = 0; column < above.length; column++) {
      above[column] = column;
    }
    for (int row = 1; row <= one.length(); row++) {
      int[] current = new int[above.length];
      current[0] = row;
      for (int column = 1; column < above.length; column++) {
        int change = one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(above[column - 1] + change, Math.min(above[column], current[column - 1]) + 1);
      }
      above = current;
    }
    return above[other.length()];
  }
}
