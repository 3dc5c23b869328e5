package io.sparkrecorder.history;

import java.util.Optional;

/** Checks the executor that an address names: the rest of the program trusts it. */
final class ExecutorId {
  /** Name of the parameter. */
  static final String PARAMETER = "executor";

  private static final String PATTERN = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,62}";

  private ExecutorId() {}

  /** Empty if the recorder accepts no such id. */
  static Optional<String> of(Optional<String> asked) {
    return asked.filter(id -> id.matches(PATTERN));
  }
}
