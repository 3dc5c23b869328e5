package io.sparkrecorder.config;

import java.util.Locale;
import java.util.function.Function;

/**
 * One environment variable: its name, type, unit, default, check and description.
 *
 * @param <T> what its text stands for
 */
public final class Setting<T> {
  private final String name;
  private final String type;
  private final String defaultText;
  private final String expected;
  private final String description;
  private final Function<String, T> parser;

  private Setting(
      String name,
      String type,
      String defaultText,
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
   * @param name the variable
   * @param type what kind of value, for the table in the docs
   * @param expected ends the sentence "expected ..." when a value is refused
   * @param parser gives the value, or throws IllegalArgumentException when the text is no such
   *     thing
   */
  static <T> Setting<T> of(String name, String type, String expected, Function<String, T> parser) {
    return new Setting<>(name, type, null, expected, "", parser);
  }

  static <E extends Enum<E>> Setting<E> choice(String name, Class<E> choices) {
    StringBuilder names = new StringBuilder();
    for (E choice : choices.getEnumConstants()) {
      names.append(names.isEmpty() ? "" : ", ").append(text(choice));
    }
    return of(
        name,
        "choice",
        "one of " + names,
        value -> {
          for (E choice : choices.getEnumConstants()) {
            if (text(choice).equals(value)) {
              return choice;
            }
          }
          throw new IllegalArgumentException(value);
        });
  }

  /** Used where the variable is not set. */
  Setting<T> byDefault(String text) {
    return new Setting<>(name, type, text, expected, description, parser);
  }

  /** One sentence for the docs and for {@code --help}. */
  Setting<T> says(String sentence) {
    return new Setting<>(name, type, defaultText, expected, sentence, parser);
  }

  /** How an enum constant is written in a setting: lower case, with hyphens. */
  public static String text(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The value of this text. Throws {@link IllegalArgumentException} when it is no such value. */
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

  /** As one would type it; empty when there is no default. */
  public String defaultText() {
    return defaultText == null ? "" : defaultText;
  }

  boolean hasDefault() {
    return defaultText != null;
  }

  /** What would be right. */
  public String expected() {
    return expected;
  }

  public String description() {
    return description;
  }
}
