package io.sparkrecorder.faults;

import io.sparkrecorder.faults.Kill.Moment;
import io.sparkrecorder.testbed.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Prints the course and the result of a trial: one line per round, and a table at the end. */
final class Report {
  private static final int MOST_LINES = 25;

  private Report() {}

  /** The line of one round. */
  static String line(Round.Result result) {
    RoundPlan plan = result.plan();
    int faults = result.faults().values().stream().mapToInt(Integer::intValue).sum();
    return String.format(
        Locale.ROOT,
        "round %3d  %-13s  %d executors%s  %2d kills  %3d faults%s  %3d files  %3d chunks  %5.1f MiB  %5.1f s  %s",
        plan.number(),
        plan.transport(),
        plan.pods().size() - 1,
        plan.pods().stream().anyMatch(RoundPlan.Pod::jvm) ? " and a JVM" : "          ",
        result.kills(),
        faults,
        result.freezes() > 0 ? " and %d freezes".formatted(result.freezes()) : "",
        result.findings().files(),
        result.findings().chunks(),
        mebibytes(result.findings().bytes()),
        seconds(result.took()),
        result.mismatches().isEmpty() ? "ok" : result.mismatches().size() + " MISMATCHES");
  }

  /** The details of a failed round: the mismatches, its course, and the command that repeats it. */
  static String failure(Round.Result result, Path folder) {
    RoundPlan plan = result.plan();
    StringBuilder text = new StringBuilder();
    List<Mismatch> mismatches = result.mismatches();
    mismatches.stream()
        .limit(MOST_LINES)
        .forEach(mismatch -> text.append("  ").append(mismatch).append('\n'));
    if (mismatches.size() > MOST_LINES) {
      text.append("  and %d more%n".formatted(mismatches.size() - MOST_LINES));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "  %s, %.0f %% of S3 requests fail%s%s; %s%n",
            plan.transport(),
            100 * plan.faultRate(),
            plan.freezes() ? ", S3 freezes" : "",
            plan.together() ? ", driver and executors end together" : "",
            result.faults()));
    for (PodRun.Ended pod : result.pods()) {
      text.append(
          "  %s: agents %s, killed %s, %s%n"
              .formatted(
                  pod.plan().label(),
                  pod.plan().end(),
                  pod.kills().stream().map(Report::text).toList(),
                  pod.sealed() ? "ended by itself" : "dead"));
    }
    text.append("  spools, store, S3 and logs: %s%n".formatted(folder));
    text.append(
        "  to repeat this round: make faults SEED=%d ROUND=%d%n"
            .formatted(plan.seed(), plan.number()));
    return text.toString();
  }

  private static String text(Kill kill) {
    return kill.moment().name().toLowerCase(Locale.ROOT)
        + (kill.request() > 0
            ? " at request " + kill.request()
            : " after %d ms".formatted(kill.after().toMillis()))
        + (kill.isLast() ? " for good" : "");
  }

  /** The table of all rounds, with one column per transport. */
  static String table(List<Round.Result> results) {
    Table table = new Table("", "shared-volume", "direct", "all");
    row(table, "rounds", results, _ -> 1);
    row(table, "recorders killed", results, Round.Result::kills);
    for (Moment moment : Moment.values()) {
      String text = "  while " + moment.name().toLowerCase(Locale.ROOT);
      kills(table, text, results, true, kill -> kill.moment() == moment);
      kills(table, text, results, false, kill -> kill.moment() == moment);
    }
    kills(table, "  of which at an S3 request", results, kill -> kill.request() > 0);
    kills(table, "  of which for good", results, Kill::isLast);
    row(table, "faults between recorders and S3", results, Report::faults);
    for (S3Faults.Kind kind : S3Faults.Kind.values()) {
      row(table, "  " + kind, results, result -> result.faults().getOrDefault(kind, 0));
    }
    row(table, "S3 server frozen", results, Round.Result::freezes);
    row(table, "pods", results, result -> result.pods().size());
    row(table, "files compared", results, result -> result.findings().files());
    row(table, "JFR chunks compared", results, result -> result.findings().chunks());
    row(table, "MiB compared", results, result -> Math.round(mebibytes(result.findings().bytes())));
    row(table, "mismatches", results, result -> result.mismatches().size());
    return table.toString();
  }

  private static void kills(
      Table table, String text, List<Round.Result> results, boolean driver, Predicate<Kill> which) {
    row(
        table,
        text + (driver ? ", driver" : ", executors"),
        results,
        result ->
            result.pods().stream()
                .filter(pod -> pod.plan().isDriver() == driver)
                .flatMap(pod -> pod.kills().stream())
                .filter(which)
                .count());
  }

  private static void kills(
      Table table, String text, List<Round.Result> results, Predicate<Kill> which) {
    row(
        table,
        text,
        results,
        result ->
            result.pods().stream().flatMap(pod -> pod.kills().stream()).filter(which).count());
  }

  private static long faults(Round.Result result) {
    return result.faults().values().stream().mapToInt(Integer::intValue).sum();
  }

  private static void row(
      Table table, String head, List<Round.Result> results, ToLongFunction<Round.Result> figure) {
    Map<Transport, Long> sums = new EnumMap<>(Transport.class);
    results.forEach(
        result -> sums.merge(result.plan().transport(), figure.applyAsLong(result), Long::sum));
    List<String> cells = new ArrayList<>();
    for (Transport transport : Transport.values()) {
      cells.add(number(sums.getOrDefault(transport, 0L)));
    }
    long all = sums.values().stream().mapToLong(Long::longValue).sum();
    table.row(head, cells.get(0), cells.get(1), number(all));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** The mismatches of all rounds, counted by kind. */
  static Map<Mismatch.Kind, Integer> kinds(List<Round.Result> results) {
    Map<Mismatch.Kind, Integer> kinds = new TreeMap<>();
    results.forEach(
        result ->
            result.mismatches().forEach(mismatch -> kinds.merge(mismatch.kind(), 1, Integer::sum)));
    return kinds;
  }

  private static double mebibytes(long bytes) {
    return bytes / (double) (1 << 20);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
