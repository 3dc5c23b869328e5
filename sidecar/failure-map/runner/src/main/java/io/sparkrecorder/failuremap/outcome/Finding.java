package io.sparkrecorder.failuremap.outcome;

import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Where;

/**
 * The class of a run.
 *
 * @param evidence the text that the class follows from, in one line
 */
public record Finding(Outcome outcome, Where where, String evidence) {
  private static final int LONGEST = 300;

  public Finding {
    String line = evidence.replaceAll("\\s+", " ").strip();
    evidence = line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }
}
