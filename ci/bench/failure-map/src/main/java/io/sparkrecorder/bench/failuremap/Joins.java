package io.sparkrecorder.bench.failuremap;

import java.util.ArrayList;
import java.util.List;

/** The joins that both programs run: all succeed, so that none is tried again. */
final class Joins {
  private static final List<Integer> MEGABYTES = List.of(32, 48, 64, 96);

  /** The experiment of the failure map: one application with all joins. */
  static final String EXPERIMENT =
      """
      id: bench
      heap: [1g]
      executors: 1
      build: [32m, 48m, 64m, 96m]
      join: [shuffle-hash, sort-merge]
      skew: none
      repeats: 1
      """;

  private Joins() {}

  static int count() {
    return words().size();
  }

  /** The arguments of the bare job. */
  static List<String> words() {
    List<String> words = new ArrayList<>();
    for (String hint : List.of("SHUFFLE_HASH", "MERGE")) {
      MEGABYTES.forEach(megabytes -> words.add(hint + ":" + megabytes));
    }
    return words;
  }
}
