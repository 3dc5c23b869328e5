package io.sparkrecorder.config;

import java.util.List;

/** The environment cannot be used as it is. One line for each variable, all of them at once. */
public final class BadSettings extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  BadSettings(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** Each names the variable, its value and what would be right. */
  public List<String> problems() {
    return problems;
  }
}
