package io.sparkrecorder.config;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Content of recordings that often holds secrets, and is left out unless a setting allows it. */
public enum Sensitive {
  ENVIRONMENT,
  /** Command line of the JVM: its options, main class and arguments. */
  COMMAND_LINE;

  private static final String NOTHING = "none";

  static final Setting<Set<Sensitive>> ALLOWED =
      Setting.of(
              "RECORDER_SENSITIVE",
              "list",
              "none, or environment, command-line or both, separated by a comma",
              Sensitive::parse)
          .byDefault(NOTHING)
          .says("Parts of a crash log that are kept although they often hold secrets.");

  private static Set<Sensitive> parse(String text) {
    Set<Sensitive> allowed = EnumSet.noneOf(Sensitive.class);
    if (!text.equals(NOTHING)) {
      for (String word : text.split(",", -1)) {
        allowed.add(Texts.constant(Sensitive.class, word.strip()));
      }
    }
    return Collections.unmodifiableSet(allowed);
  }
}
