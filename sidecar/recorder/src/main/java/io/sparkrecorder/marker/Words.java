package io.sparkrecorder.marker;

import java.util.Locale;

/** How constants are written in documents. */
public final class Words {
  private Words() {}

  /** Lower case, with hyphens. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
