package io.sparkrecorder.report.application;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names that Spark gives to the files of event logs: {@code APP[_ATTEMPT][.CODEC][.inprogress]}, or
 * rolled {@code eventlog_v2_APP[_ATTEMPT]/events_N_APP[_ATTEMPT][.CODEC][.compact]}.
 */
public final class EventLogNames {
  private static final Pattern ROLLED =
      Pattern.compile("eventlog_v2_(?<app>[^/]+)/events_(?<number>\\d{1,15})_[^/]*");
  private static final String COMPACT = ".compact";

  private EventLogNames() {}

  /**
   * The files of an application's last attempt in their order.
   *
   * @param names paths below the folder of event logs
   */
  public static List<String> ordered(String app, List<String> names) {
    List<String> rolled =
        names.stream()
            .filter(name -> ROLLED.matcher(name).matches() && isOf(app, group(name, "app")))
            .toList();
    if (rolled.isEmpty()) {
      return names.stream()
          .filter(name -> name.indexOf('/') < 0 && isOf(app, name))
          .max(Comparator.naturalOrder())
          .stream()
          .toList();
    }
    String folder =
        rolled.stream()
            .map(name -> group(name, "app"))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    List<String> last = rolled.stream().filter(name -> group(name, "app").equals(folder)).toList();
    long compacted =
        last.stream()
            .filter(EventLogNames::isCompact)
            .mapToLong(EventLogNames::number)
            .max()
            .orElse(0);
    return last.stream()
        .filter(name -> isCompact(name) ? number(name) == compacted : number(name) > compacted)
        .sorted(Comparator.comparingLong(EventLogNames::number))
        .toList();
  }

  /** The name of the log as a whole: the folder of a rolled log. */
  public static String shown(String name) {
    return name.indexOf('/') < 0 ? name : name.substring(0, name.indexOf('/') + 1);
  }

  /** Spark appends an attempt's number after an underscore, a codec and a state after dots. */
  private static boolean isOf(String app, String name) {
    return name.startsWith(app) && name.substring(app.length()).matches("(_\\d+)?(\\.[a-z0-9]+)*");
  }

  private static boolean isCompact(String name) {
    return name.endsWith(COMPACT);
  }

  private static long number(String name) {
    return Long.parseLong(group(name, "number"));
  }

  private static String group(String name, String group) {
    Matcher matcher = ROLLED.matcher(name);
    return matcher.matches() ? matcher.group(group) : "";
  }
}
