package io.sparkrecorder.report.profile;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Texts {
  private Texts() {}

  /** A share as a percentage. */
  public static String percent(double share) {
    double percent = share * 100;
    return percent >= 10 || percent == 0
        ? Math.round(percent) + " %"
        : String.format(Locale.ROOT, "%.1f %%", percent);
  }

  /** A time span in its two largest units. */
  public static String duration(long milliseconds) {
    Duration time = Duration.ofMillis(Math.max(0, milliseconds));
    if (time.toHours() > 0) {
      return "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
    }
    if (time.toMinutes() > 0) {
      return "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
    }
    return "%d s".formatted(time.toSeconds());
  }
}
