package io.sparkrecorder.armada.config;

import io.sparkrecorder.armada.api.ArmadaProblem;
import java.util.function.Function;

/**
 * One setting {@code spark.armada.*}: its name, type, default, example and description.
 *
 * @param <T> type of its value
 */
public final class Setting<T> {

  private final String name;
  private final String type;
  private final String defaultText;
  private final String example;
  private final String description;
  private final Function<String, T> parser;

  /**
   * A setting.
   *
   * @param name the name after {@code spark.armada.}
   * @param type the kind of value with its unit, for the docs and for problems
   * @param defaultText the value if nobody sets it, as a user types it
   * @param example a value that a user may type
   * @param description one sentence for the docs
   * @param parser gives the value, or throws IllegalArgumentException
   */
  Setting(
      String name,
      String type,
      String defaultText,
      String example,
      String description,
      Function<String, T> parser) {
    this.name = ArmadaSettings.PREFIX + name;
    this.type = type;
    this.defaultText = defaultText;
    this.example = example;
    this.description = description;
    this.parser = parser;
  }

  /** The whole name, as the docs write it. Users may write it in any case. */
  public String name() {
    return name;
  }

  String type() {
    return type;
  }

  String defaultText() {
    return defaultText;
  }

  String example() {
    return example;
  }

  String description() {
    return description;
  }

  T parse(String text) {
    try {
      return parser.apply(text.trim());
    } catch (IllegalArgumentException e) {
      throw new ArmadaProblem(
          name
              + "="
              + text
              + ": expected "
              + type
              + ". Type, for example, "
              + name
              + "="
              + example);
    }
  }
}
