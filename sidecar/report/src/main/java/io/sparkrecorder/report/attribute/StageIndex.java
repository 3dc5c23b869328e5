package io.sparkrecorder.report.attribute;

import io.sparkrecorder.report.eventlog.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers for stages, and for sets of stages that share samples. */
public final class StageIndex {
  /** The number for a sample without a stage. */
  public static final int NONE = -1;

  private static final int MOST = 500_000;

  /** Bounds the memory of large sets. */
  private static final int MOST_MEMBERS = 1_000_000;

  private final Map<List<Stage>, Integer> numbers = new HashMap<>();
  private final List<List<Stage>> entries = new ArrayList<>();
  private int members;

  /**
   * The number of a set of stages.
   *
   * @param stages sorted, without duplicates
   */
  public int of(List<Stage> stages) {
    if (stages.isEmpty()) {
      return NONE;
    }
    Integer known = numbers.get(stages);
    if (known != null) {
      return known;
    }
    if (entries.size() >= MOST || members + stages.size() > MOST_MEMBERS) {
      return NONE;
    }
    members += stages.size();
    numbers.put(stages, entries.size());
    entries.add(stages);
    return entries.size() - 1;
  }

  public int of(Stage stage) {
    return of(List.of(stage));
  }

  /** The stages of a number that was given out. */
  public List<Stage> entry(int number) {
    return entries.get(number);
  }

  /** The stages of each number; one entry of several stages is shared by them. */
  public List<List<Stage>> entries() {
    return List.copyOf(entries);
  }
}
