package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.failuremap.report.statistics.Boundary;
import io.sparkrecorder.failuremap.report.statistics.Interval;
import io.sparkrecorder.failuremap.report.statistics.Proportion;

/** The place of a series' boundary at one size of the heap. */
public sealed interface RowBoundary {
  /** Half of the runs fail at this build side. */
  record At(double bytes, Interval band) implements RowBoundary {}

  /** No run failed up to the largest build side that was tested. */
  record Above(long largestBytes, Proportion failures) implements RowBoundary {}

  /** Every run failed from the smallest build side on that was tested. */
  record Below(long smallestBytes, Proportion failures) implements RowBoundary {}

  /** The runs do not tell. */
  record Unknown(int runs, Boundary.Reason reason) implements RowBoundary {}

  /** Describes the boundary in a few words, for a column of a table. */
  default String text() {
    return switch (this) {
      case At at -> "%s (%s)".formatted(Texts.bytes(at.bytes()), Texts.band(at.band()));
      case Above above -> "above " + Texts.bytes((double) above.largestBytes());
      case Below below -> "below " + Texts.bytes((double) below.smallestBytes());
      case Unknown unknown -> "not known: " + reason(unknown);
    };
  }

  /** Explains why the boundary is not known. */
  static String reason(Unknown unknown) {
    return switch (unknown.reason()) {
      case TOO_FEW_RUNS ->
          "%s, and an estimate needs %d"
              .formatted(
                  unknown.runs() == 0 ? "no run counts" : Texts.runs(unknown.runs()) + " only",
                  Boundary.FEWEST_RUNS);
      case ONE_SIZE -> "all runs have the same build side";
      case NO_RISING_CURVE -> "failures do not rise with the build side";
    };
  }
}
