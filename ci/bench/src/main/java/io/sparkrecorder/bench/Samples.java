package io.sparkrecorder.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The values of one figure from repeated runs. */
public final class Samples {
  private final List<Double> values = new ArrayList<>();

  public synchronized void add(double value) {
    values.add(value);
  }

  public synchronized double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** Median and range in a unit that no other table has. */
  public synchronized String text(String unit, int digits) {
    String number = "%,." + digits + "f";
    return String.format(
            Locale.ROOT,
            number + " (" + number + ".." + number + ") %s",
            median(),
            Collections.min(values),
            Collections.max(values),
            unit)
        .strip();
  }

  /** Median and range, such as {@code 45.2 (44.9..46.0) MiB}. */
  public synchronized String text(Unit unit) {
    return String.format(
        Locale.ROOT,
        "%s (%s..%s) %s",
        unit.number(median()),
        unit.number(Collections.min(values)),
        unit.number(Collections.max(values)),
        unit.text(median()));
  }
}
