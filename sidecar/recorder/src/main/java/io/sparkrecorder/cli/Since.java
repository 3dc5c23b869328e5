package io.sparkrecorder.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of an option {@code --since}. */
public final class Since {
  private static final Pattern TIME = Pattern.compile("(\\d{1,5})([dhm])");

  private Since() {}

  /**
   * Parses a time such as 2d, 12h or 30m.
   *
   * @throws WrongUse if the text is none
   */
  public static Duration parse(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new WrongUse("--since %s: expected a time such as 2d, 12h or 30m".formatted(text));
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "d" -> Duration.ofDays(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofMinutes(amount);
    };
  }
}
