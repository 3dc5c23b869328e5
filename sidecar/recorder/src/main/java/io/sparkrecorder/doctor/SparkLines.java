package io.sparkrecorder.doctor;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The lines of Spark that this version is tested with. */
final class SparkLines {
  private static final String CHECK = "Spark of live pods";
  private static final Pattern LINE = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})(\\D.*)?");
  private static final int FIRST = line(3, 5);
  private static final int OVERWRITING = line(4, 1);
  private static final int LAST = line(4, 3);

  private SparkLines() {}

  /**
   * Judges the versions of running pods; empty if none is known.
   *
   * @param versions label {@code spark-version} of each pod; empty where it is missing
   */
  static Optional<Finding> of(List<String> versions) {
    String all =
        versions.stream()
            .filter(version -> !version.isEmpty())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    if (all.isEmpty()) {
      return Optional.empty();
    }
    String others =
        versions.stream()
            .distinct()
            .filter(
                version -> line(version).filter(line -> line < FIRST || line > LAST).isPresent())
            .sorted()
            .collect(Collectors.joining(", "));
    return Optional.of(
        others.isEmpty()
            ? Finding.ok(CHECK, "Spark " + all)
            : Finding.warning(
                CHECK,
                "Spark %s is not among the tested lines".formatted(others),
                "use an image of Spark 3.5 to 4.3"));
  }

  static boolean overwritesGrace(String version) {
    return line(version).filter(line -> line >= OVERWRITING).isPresent();
  }

  private static Optional<Integer> line(String version) {
    Matcher matcher = LINE.matcher(version);
    return matcher.matches()
        ? Optional.of(line(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  private static int line(int major, int minor) {
    return major * 1000 + minor;
  }
}
