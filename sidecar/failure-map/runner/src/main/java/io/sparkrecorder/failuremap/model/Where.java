package io.sparkrecorder.failuremap.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The place where a run failed. */
public enum Where {
  DRIVER,
  TASK,
  EXECUTOR,
  NONE;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Where> of(String id) {
    return Stream.of(values()).filter(where -> where.id().equals(id)).findFirst();
  }
}
