package io.sparkrecorder.report.fold;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers for names of frames. Long names are cut, and beyond a count all names are one. */
public final class Names {
  /** Name of the frames that were pruned. */
  public static final String OTHER = "(other)";

  private static final int MOST = 200_000;
  private static final int LONGEST = 300;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();

  Names() {
    number("");
    number(OTHER);
  }

  /** The number of a name, which is new or known. */
  public int number(String name) {
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    if (name.length() > LONGEST) {
      return number(name.substring(0, LONGEST - 1) + "…");
    }
    if (names.size() >= MOST) {
      return other();
    }
    numbers.put(name, names.size());
    names.add(name);
    return names.size() - 1;
  }

  int size() {
    return names.size();
  }

  int other() {
    return 1;
  }

  public String name(int number) {
    return names.get(number);
  }
}
