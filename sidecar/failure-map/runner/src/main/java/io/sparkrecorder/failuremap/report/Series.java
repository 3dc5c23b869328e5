package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Skew;
import java.util.Locale;

/**
 * Cells that differ in memory and build side only; they share one boundary.
 *
 * @param variant the other factors that vary in the experiment; empty if none does
 */
public record Series(Join join, Skew skew, String variant) {
  /** Names the series for people. */
  public String label() {
    return joinLabel(join) + ", " + rowsLabel();
  }

  /** Names the series within the panel of its join. */
  public String rowsLabel() {
    return skewLabel(skew) + (variant.isEmpty() ? "" : ", " + variant);
  }

  static String joinLabel(Join join) {
    return switch (join) {
      case BROADCAST -> "Broadcast join";
      case SHUFFLE_HASH -> "Shuffle-hash join";
      case SORT_MERGE -> "Sort-merge join";
    };
  }

  static String skewLabel(Skew skew) {
    return switch (skew.kind()) {
      case HOT_KEY -> skew.value() == 0 ? "no skew" : "hot key " + Texts.percent(skew.value());
      case ZIPF ->
          skew.value() == 0
              ? "no skew"
              : String.format(Locale.ROOT, "Zipf exponent %s", Texts.plain(skew.value()));
    };
  }
}
