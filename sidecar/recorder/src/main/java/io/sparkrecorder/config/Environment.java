package io.sparkrecorder.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads settings from environment variables and collects all errors in them. */
final class Environment {
  /** Variables that Kubernetes sets in every pod if a Service has a name such as "recorder". */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "RECORDER(_.+)?_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_.+)?)?)");

  /** All that stands before an at sign, because a password may hold a slash or lack a scheme. */
  private static final Pattern PASSWORD = Pattern.compile("(?s)^([A-Za-z][A-Za-z0-9+.-]*://)?.*@");

  private static final int LONGEST_SHOWN = 100;

  private final Map<String, String> variables;
  private final List<String> problems = new ArrayList<>();

  Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /**
   * The value, or null if it is absent or refused. In that case {@link #check()} throws before the
   * value is used, after all settings were read: the user gets all errors at once.
   */
  @SuppressWarnings("NullAway")
  <T> T required(Setting<T> setting) {
    Optional<T> value = optional(setting);
    if (value.isEmpty() && isUnset(setting)) {
      problems.add(setting.name() + " is not set: expected " + setting.expected());
    }
    return value.orElse(null);
  }

  /** The value or its default; empty if there is neither. */
  <T> Optional<T> optional(Setting<T> setting) {
    if (isUnset(setting) && !setting.hasDefault()) {
      return Optional.empty();
    }
    String given = variables.get(setting.name());
    String text = given == null || given.isBlank() ? setting.defaultText() : given;
    try {
      return Optional.of(setting.parse(text.strip()));
    } catch (IllegalArgumentException e) {
      refuse(setting, text);
      return Optional.empty();
    }
  }

  /** The value; empty if it is not set, even if there is a default. */
  <T> Optional<T> given(Setting<T> setting) {
    return isUnset(setting) ? Optional.empty() : optional(setting);
  }

  /**
   * Refuses variables that look like settings but are unknown, so that no typing error goes
   * unnoticed.
   */
  void refuseUnknown(List<Setting<?>> known) {
    TreeSet<String> unknown = new TreeSet<>(variables.keySet());
    unknown.removeIf(name -> !name.startsWith("RECORDER_"));
    known.forEach(setting -> unknown.remove(setting.name()));
    unknown.removeIf(name -> SERVICE_LINK.matcher(name).matches());
    for (String name : unknown) {
      problems.add(name + " is not a setting: " + instead(name, known));
    }
  }

  /** Adds the problem that the text is no value of the setting. */
  void refuse(Setting<?> setting, String text) {
    problems.add(setting.name() + "=" + shown(text) + ": expected " + setting.expected());
  }

  /** Adds a problem that concerns more than one value. */
  void problem(String line) {
    problems.add(line);
  }

  boolean hasProblems() {
    return !problems.isEmpty();
  }

  /** Throws {@link BadSettings} with every problem, if there is any. */
  void check() {
    if (hasProblems()) {
      throw new BadSettings(problems);
    }
  }

  private boolean isUnset(Setting<?> setting) {
    String text = variables.get(setting.name());
    return text == null || text.isBlank();
  }

  private static String instead(String name, List<Setting<?>> known) {
    List<String> names = known.stream().<String>map(Setting::name).toList();
    return Likeness.nearest(name, names)
        .map(near -> "did you mean " + near + "?")
        .orElse("`recorder --help` lists all settings");
  }

  /** Makes a text fit for a log: one line, bounded length, and no password that a URL may carry. */
  private static String shown(String text) {
    String line =
        PASSWORD
            .matcher(text.strip())
            .replaceFirst("$1***@")
            .replaceAll("(?s)\\?.+", "?***")
            .replaceAll("\\p{Cntrl}+", " ");
    return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "..." : line;
  }
}
