package io.sparkrecorder.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules by which a file of an unchecked format counts as whole. A format that proves by itself
 * whether a file is whole, such as JFR, needs no rule.
 *
 * @param entries the rules in the order in which the user wrote them; the first that matches counts
 */
public record Completeness(List<Entry> entries) {
  /** No rules: every file counts as {@link Rule.OnMainExit} says. */
  public static final Completeness NONE = new Completeness(List.of());

  private static final String NOTHING = "none";
  private static final String STABLE_SIZE = "stable-size:";
  private static final Duration SHORTEST = Units.duration("5s");
  private static final Duration LONGEST = Units.duration("1h");

  static final Setting<Completeness> RULES =
      Setting.of(
              "RECORDER_COMPLETENESS",
              "list",
              "none, or GLOB=RULE, separated by commas, with * and ? in GLOB, and as RULE on-main-exit,"
                  + " saved-file or stable-size:TIME, TIME between 5s and 1h, such as"
                  + " *.undo=saved-file,*.html=stable-size:10s",
              Completeness::parse)
          .byDefault(NOTHING)
          .says(
              "Rules that say when a file of an unknown format is whole; the first GLOB that matches counts.");

  /** When a file counts as whole. */
  public sealed interface Rule {
    /** The main container has ended with a clean exit code, which only the driver knows. */
    record OnMainExit() implements Rule {}

    /** Its agent has written {@code <file>.saved}. Without it the file is torn. */
    record SavedFile() implements Rule {}

    /**
     * Its size and modification time did not change for this time while the JVM ran. Otherwise
     * {@link OnMainExit} holds.
     */
    record StableSize(Duration quiet) implements Rule {}
  }

  /** One rule and the files that it is for. */
  public record Entry(Glob files, Rule rule) {}

  /** The rule for the file at this path below the spool. */
  public Rule of(Path path) {
    for (Entry entry : entries) {
      if (entry.files().matches(path)) {
        return entry.rule();
      }
    }
    return new Rule.OnMainExit();
  }

  /** Reads rules as users write them; throws IllegalArgumentException if they are none. */
  public static Completeness parse(String text) {
    if (text.equals(NOTHING)) {
      return NONE;
    }
    List<Entry> entries = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      String[] sides = word.strip().split("=", -1);
      if (sides.length != 2) {
        throw new IllegalArgumentException(word);
      }
      entries.add(new Entry(Glob.of(sides[0]), rule(sides[1])));
    }
    return new Completeness(List.copyOf(entries));
  }

  private static Rule rule(String text) {
    if (text.startsWith(STABLE_SIZE)) {
      Duration quiet = Units.duration(text.substring(STABLE_SIZE.length()));
      return new Rule.StableSize(Units.between(SHORTEST, LONGEST, quiet));
    }
    return switch (text) {
      case "on-main-exit" -> new Rule.OnMainExit();
      case "saved-file" -> new Rule.SavedFile();
      default -> throw new IllegalArgumentException(text);
    };
  }
}
