package io.sparkrecorder.spark;

import java.util.List;

/** Settings that do not fit; the message names each of them, and what would fit. */
final class WrongSettings extends Exception {
  private static final long serialVersionUID = 1L;

  WrongSettings(List<String> problems) {
    super(String.join("; ", problems));
  }

  WrongSettings(String problem) {
    this(List.of(problem));
  }
}
