package io.sparkrecorder.report.profile;

import java.util.Optional;

/**
 * An attempt of a stage.
 *
 * @param query index of its query, or -1
 */
public record StageRow(
    int id, int attempt, Optional<String> name, int query, Optional<Long> from, Optional<Long> to) {

  /** The stage as people name it. */
  public String label() {
    String number = attempt == 0 ? "stage " + id : "stage %d (attempt %d)".formatted(id, attempt);
    return name.map(text -> number + " (" + text + ")").orElse(number);
  }
}
