package io.sparkrecorder.failuremap.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The reason why a cell was tried. */
public enum Phase {
  /** The coarse grid. */
  SCREEN,
  /** A build size between a good and a failed one. */
  BOUNDARY,
  /** A further try near the boundary. */
  REPEAT;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Phase> of(String id) {
    return Stream.of(values()).filter(phase -> phase.id().equals(id)).findFirst();
  }
}
