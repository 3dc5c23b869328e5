package io.sparkrecorder.config;

import java.util.List;

/**
 * The environment is unusable. The message has one line per wrong variable, all of them at once.
 */
public final class BadSettings extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  BadSettings(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems. Each names the variable, its value and the values that are allowed. */
  public List<String> problems() {
    return problems;
  }
}
