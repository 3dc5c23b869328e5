package io.sparkrecorder.config;

import io.sparkrecorder.text.Words;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One environment variable: its name, type, unit, default, check and description.
 *
 * @param <T> type of its value
 */
public final class Setting<T> {
  private final String name;
  private final String type;
  private final Optional<String> defaultText;
  private final String expected;
  private final String description;
  private final Function<String, T> parser;

  private Setting(
      String name,
      String type,
      Optional<String> defaultText,
      String expected,
      String description,
      Function<String, T> parser) {
    this.name = name;
    this.type = type;
    this.defaultText = defaultText;
    this.expected = expected;
    this.description = description;
    this.parser = parser;
  }

  /**
   * A setting without default and description.
   *
   * @param name name of the variable
   * @param type kind of value, for the table in the docs
   * @param expected end of the sentence "expected ..." in the message of a refusal
   * @param parser gives the value, or throws IllegalArgumentException if the text is no such value
   */
  static <T> Setting<T> of(String name, String type, String expected, Function<String, T> parser) {
    return new Setting<>(name, type, Optional.empty(), expected, "", parser);
  }

  /** A text of one line that matches a pattern. */
  static Setting<String> name(String name, String pattern, String expected) {
    return of(name, "name", expected, text -> Texts.matching(pattern, text));
  }

  /** A constant of an enum, written as {@link Words} writes it. */
  static <E extends Enum<E>> Setting<E> choice(String name, Class<E> choices) {
    String names =
        Stream.of(choices.getEnumConstants()).map(Words::of).collect(Collectors.joining(", "));
    return of(name, "choice", "one of " + names, text -> Texts.constant(choices, text));
  }

  static Setting<Boolean> flag(String name) {
    return of(name, "true or false", "true or false", Texts::bool);
  }

  /** An absolute path; normalized. */
  static Setting<Path> path(String name) {
    return of(name, "path", "an absolute path", Texts::absolute);
  }

  /** A duration with bounds. */
  static Range<Duration> duration(String name) {
    return new Range<>(
        name,
        "duration (ms, s, m, h)",
        "a duration such as %1$s, between %2$s and %3$s",
        Units::duration);
  }

  /** A number of bytes with bounds. */
  static Range<Long> size(String name) {
    return new Range<>(
        name, "bytes (Ki, Mi, Gi)", "a size such as %1$s, between %2$s and %3$s", Units::bytes);
  }

  /** A number with bounds. */
  static Range<Integer> count(String name) {
    return new Range<>(name, "count", "a number between %2$s and %3$s", Integer::valueOf);
  }

  /**
   * A setting whose values are ordered. Bounds and default are written as a user types them.
   *
   * @param expected a format with the default, the least and the greatest value
   */
  record Range<T extends Comparable<T>>(
      String name, String type, String expected, Function<String, T> parser) {

    /** Sets the bounds, which are allowed values themselves. */
    Between<T> between(String least, String most) {
      return new Between<>(this, least, most);
    }
  }

  /** A setting that has everything but its default. */
  record Between<T extends Comparable<T>>(Range<T> range, String least, String most) {

    /** Sets the value for an unset variable; it is also the example in the message of a refusal. */
    Setting<T> byDefault(String text) {
      T from = range.parser().apply(least);
      T to = range.parser().apply(most);
      return of(
              range.name(),
              range.type(),
              range.expected().formatted(text, least, most),
              value -> Units.between(from, to, range.parser().apply(value)))
          .byDefault(text);
    }
  }

  /** Sets the value for an unset variable. */
  Setting<T> byDefault(String text) {
    return new Setting<>(name, type, Optional.of(text), expected, description, parser);
  }

  /** Sets the description: one sentence for the docs and for {@code --help}. */
  Setting<T> says(String sentence) {
    return new Setting<>(name, type, defaultText, expected, sentence, parser);
  }

  /** The value of this text. Throws {@link IllegalArgumentException} if it is no such value. */
  T parse(String text) {
    return parser.apply(text);
  }

  public String name() {
    return name;
  }

  /** The kind of value and its unit, as the docs name it. */
  public String type() {
    return type;
  }

  /** The default as a user types it; empty if there is none. */
  public String defaultText() {
    return defaultText.orElse("");
  }

  boolean hasDefault() {
    return defaultText.isPresent();
  }

  /** The end of the sentence "expected ...", which describes the allowed values. */
  public String expected() {
    return expected;
  }

  public String description() {
    return description;
  }
}
