package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.eventlog.EventLog;
import io.sparkrecorder.report.fold.Folded;
import io.sparkrecorder.report.fold.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the profile of an application whose recordings were all read. */
public final class Assembly {
  private final Plan plan;
  private final Part part;
  private final List<PodReport> every;
  private final List<PodReport> rows;
  private final Folded folded;

  private Assembly(Plan plan, Part part, List<PodReport> every, List<PodReport> rows) {
    this.plan = plan;
    this.part = part;
    this.every = every;
    this.rows = rows;
    this.folded = part.cube().finish();
  }

  /** The profile of an application in which every pod has its own rows. */
  public static Profile of(Plan plan, Part part) {
    List<PodReport> pods = new ArrayList<>();
    for (int pod = 0; pod < plan.pods().size(); pod++) {
      pods.add(plan.report(pod, part.pod(pod)));
    }
    return new Assembly(plan, part, pods, pods).profile();
  }

  /**
   * The profile of a large application.
   *
   * @param part all parts, added with these rows
   */
  public static Profile of(Plan plan, Part part, OwnRows own, Facts facts) {
    List<PodReport> every = facts.reports(plan);
    List<PodReport> rows = new ArrayList<>();
    List<PodReport> others = new ArrayList<>();
    for (int pod = 0; pod < every.size(); pod++) {
      if (own.isOwn(pod)) {
        rows.add(plan.report(pod, part.pod(pod)));
      } else {
        others.add(every.get(pod));
      }
    }
    if (!others.isEmpty()) {
      rows.add(PodReport.merged(others));
    }
    return new Assembly(plan, part, every, rows).profile();
  }

  private Profile profile() {
    boolean[] executors = new boolean[rows.size()];
    for (int pod = 0; pod < executors.length; pod++) {
      executors[pod] = rows.get(pod).pod().isExecutor();
    }
    Distances distances = Distances.of(folded, executors);
    List<PodReport> pods = new ArrayList<>();
    for (int pod = 0; pod < executors.length; pod++) {
      PodReport row = rows.get(pod);
      pods.add(
          row.with(
              distances.hottest(pod), row.isMerged() ? Optional.empty() : distances.distance(pod)));
    }
    Optional<EventLog> log = plan.log();
    StageTable table = StageTable.of(folded, part.stages(), log);
    return new Profile(
        plan.application(),
        log.flatMap(EventLog::appName),
        log.flatMap(EventLog::sparkVersion),
        started(),
        ended(),
        plan.logUrl(),
        attribution(),
        notes(),
        Verdict.of(plan.application(), Ends.of(every), pods, folded, table, distances),
        kinds(),
        pods,
        table,
        folded,
        unread());
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>(plan.notes());
    if (part.cube().outside() > 0) {
      notes.add(
          "%d samples have a time that cannot be the application's; they stand at its start."
              .formatted(part.cube().outside()));
    }
    int others = every.size() - rows.size() + 1;
    if (others > 1) {
      notes.add(
          ("%d executors share one row. Rows of their own have the %d that differ most, the first"
                  + " %d that ended badly, and the first %d with a recording that could not be read.")
              .formatted(others, Facts.MOST_DIFFERENT, Facts.MOST_BAD, Facts.MOST_UNREAD));
    }
    return notes;
  }

  private int unread() {
    return (int)
        every.stream().flatMap(pod -> pod.files().stream()).filter(FileOutcome::unread).count();
  }

  private String attribution() {
    if (part.hasSpans()) {
      return "spans";
    }
    return plan.log().isPresent() ? "event-log" : "none";
  }

  private long started() {
    return Stream.concat(
            plan.log().map(EventLog::started).filter(time -> time > 0).stream(),
            every.stream().flatMap(pod -> pod.from().stream()))
        .min(Comparator.naturalOrder())
        .orElse(folded.start());
  }

  private long ended() {
    return Stream.concat(
            plan.log().map(EventLog::ended).filter(time -> time > 0).stream(),
            every.stream().flatMap(pod -> pod.to().stream()))
        .max(Comparator.naturalOrder())
        .orElse(folded.start() + folded.buckets() * folded.bucketMs());
  }

  private List<KindTotal> kinds() {
    List<KindTotal> kinds = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      boolean none = part.sums().samples(kind) == 0;
      if (!none || kind.isAlwaysShown()) {
        kinds.add(
            new KindTotal(
                kind,
                folded.total(kind),
                part.sums().samples(kind),
                part.sums().weight(kind),
                none ? Optional.of(whyNone(kind)) : Optional.empty()));
      }
    }
    return kinds;
  }

  private String whyNone(Kind kind) {
    if (plan.recordings() == 0) {
      return "There are no recordings that can be read.";
    }
    return "The recordings hold no samples of this kind: "
        + (kind == Kind.LOCK
            ? "no thread waited long for a lock, or the agent does not record it."
            : "the agent does not record it, or the selection has none.");
  }
}
