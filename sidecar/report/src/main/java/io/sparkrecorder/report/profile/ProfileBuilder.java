package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.application.AppFile;
import io.sparkrecorder.report.application.AppPod;
import io.sparkrecorder.report.application.Application;
import io.sparkrecorder.report.application.FileState;
import io.sparkrecorder.report.application.Origin;
import io.sparkrecorder.report.attribute.StageIndex;
import io.sparkrecorder.report.attribute.TaskTimes;
import io.sparkrecorder.report.eventlog.EventLog;
import io.sparkrecorder.report.eventlog.EventLogReader;
import io.sparkrecorder.report.fold.Cube;
import io.sparkrecorder.report.fold.Folded;
import io.sparkrecorder.report.fold.Kind;
import io.sparkrecorder.report.fold.Limits;
import io.sparkrecorder.report.read.FileResult;
import io.sparkrecorder.report.read.PodSeries;
import io.sparkrecorder.report.read.RecordingReader;
import io.sparkrecorder.report.read.Scope;
import io.sparkrecorder.report.read.Sums;
import io.sparkrecorder.text.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reads an application's recordings one at a time, and makes its profile. */
public final class ProfileBuilder {
  /** Is told about progress. */
  public interface Progress {
    void file(String name, int number, int of);

    void bytes(long bytes);
  }

  private static final String OPEN = "never closed by its JVM: ends at the last flush";

  private final Origin origin;
  private final Request request;
  private final Path scratch;
  private final Progress progress;
  private final StageIndex stages = new StageIndex();
  private final Sums sums = new Sums();
  private final List<String> notes = new ArrayList<>();
  private Application application;
  private Optional<Origin.LogFiles> logFiles = Optional.empty();
  private Optional<EventLog> log = Optional.empty();
  private Cube cube;
  private RecordingReader reader;
  private int unread;
  private int fileNumber;
  private int fileCount;

  /**
   * Prepares a profile.
   *
   * @param scratch folder for temporary files, which is empty afterwards
   */
  @SuppressWarnings("NullAway.Init") // build() sets the other fields before it reads a file.
  public ProfileBuilder(Origin origin, Request request, Path scratch, Progress progress) {
    this.origin = origin;
    this.request = request;
    this.scratch = scratch;
    this.progress = progress;
  }

  /** Reads everything; problems of single files are in the profile. */
  public Profile build() throws IOException {
    application = origin.application();
    readEventLog();
    OptionalLong start = expectedStart();
    cube = new Cube(Limits.PAGE, start);
    Scope scope = request.scope(start);
    reader = new RecordingReader(cube, stages, scope, sums, scratch.resolve("chunk.jfr"));
    List<AppPod> pods = pods();
    fileCount =
        (int)
            pods.stream().flatMap(pod -> pod.files().stream()).filter(AppFile::isRecording).count();
    List<PodReport> reports = new ArrayList<>();
    for (AppPod pod : pods) {
      reports.add(read(pod, reports.size()));
    }
    return finish(reports);
  }

  private void readEventLog() throws IOException {
    logFiles = request.eventLog(origin, application.id());
    if (logFiles.isEmpty()) {
      return;
    }
    EventLogReader logReader = new EventLogReader();
    for (Origin.LogFile file : logFiles.get().files()) {
      Path local = scratch.resolve("event-log");
      try (InputStream in = Files.newInputStream(file.fetch(local))) {
        logReader.read(file.name(), in);
      } catch (Origin.FileProblem e) {
        notes.add("Event log %s cannot be read: %s".formatted(file.name(), e.getMessage()));
      } finally {
        Files.deleteIfExists(local);
      }
    }
    EventLog read = logReader.finish();
    notes.addAll(read.notes());
    if (!read.appId().isEmpty()
        && application.manifest().isPresent()
        && !read.appId().equals(application.id())) {
      notes.add("The event log calls the application %s.".formatted(read.appId()));
    }
    log = read.isEmpty() ? Optional.empty() : Optional.of(read);
  }

  private OptionalLong expectedStart() {
    return Stream.concat(
            log.map(EventLog::started).filter(time -> time > 0).stream(),
            application.pods().stream()
                .flatMap(pod -> pod.from().stream())
                .map(Instant::toEpochMilli))
        .mapToLong(Long::longValue)
        .min();
  }

  private List<AppPod> pods() {
    return application.pods().stream()
        .filter(
            pod ->
                request.executors().isEmpty()
                    || pod.id().filter(request.executors()::contains).isPresent())
        .toList();
  }

  private PodReport read(AppPod pod, int number) throws IOException {
    PodSeries series = new PodSeries();
    TaskTimes times =
        pod.id()
            .flatMap(id -> log.flatMap(it -> it.timesOn(id)))
            .map(it -> TaskTimes.of(it, stages))
            .orElse(TaskTimes.none());
    List<FileOutcome> files = new ArrayList<>();
    for (AppFile file : pod.files()) {
      files.add(file.isRecording() ? read(file, number, times, series) : new FileOutcome(file, -1));
    }
    Optional<EventLog.Removal> removal = pod.id().flatMap(id -> log.flatMap(it -> it.removal(id)));
    return new PodReport(
        pod,
        pod.from().map(Instant::toEpochMilli).or(series::first),
        series.last().or(() -> pod.to().map(Instant::toEpochMilli)),
        Ended.of(pod, files, removal),
        files,
        series,
        -1,
        Optional.empty());
  }

  private FileOutcome read(AppFile file, int pod, TaskTimes times, PodSeries series)
      throws IOException {
    progress.file(file.name(), ++fileNumber, fileCount);
    Path local = scratch.resolve("recording.jfr");
    try {
      Path readable = origin.fetch(file, local, progress::bytes);
      return outcome(file, reader.read(readable, pod, times, series));
    } catch (Origin.FileProblem e) {
      unread++;
      return new FileOutcome(file.as(FileState.UNREADABLE, Optional.of(Failures.message(e))), 0);
    } finally {
      Files.deleteIfExists(local);
    }
  }

  private FileOutcome outcome(AppFile file, FileResult result) {
    if (result.problem().isEmpty()) {
      boolean died = result.open() && file.state() == FileState.UNVERIFIED;
      AppFile judged = died ? file.as(FileState.SALVAGED, Optional.of(OPEN)) : file;
      return new FileOutcome(judged, result.events());
    }
    unread++;
    FileState state = result.events() == 0 ? FileState.UNREADABLE : FileState.TORN;
    return new FileOutcome(file.as(state, result.problem()), result.events());
  }

  private Profile finish(List<PodReport> reports) {
    Folded folded = cube.finish();
    boolean[] executors = new boolean[reports.size()];
    for (int pod = 0; pod < executors.length; pod++) {
      executors[pod] = reports.get(pod).pod().isExecutor();
    }
    Distances distances = new Distances(folded, executors);
    List<PodReport> pods = new ArrayList<>();
    for (int pod = 0; pod < executors.length; pod++) {
      pods.add(reports.get(pod).with(distances.hottest(pod), distances.distance(pod)));
    }
    StageTable table = StageTable.of(folded, stages, log);
    if (cube.outside() > 0) {
      notes.add(
          "%d samples have a time that cannot be the application's; they stand at its start."
              .formatted(cube.outside()));
    }
    request.note().ifPresent(notes::add);
    return new Profile(
        application,
        log.flatMap(EventLog::appName),
        log.flatMap(EventLog::sparkVersion),
        started(pods, folded),
        ended(pods, folded),
        log.flatMap(_ -> logFiles.map(Origin.LogFiles::url)),
        attribution(),
        notes,
        Verdict.of(application, pods, folded, table, distances),
        kinds(folded),
        pods,
        table,
        folded,
        unread);
  }

  private String attribution() {
    if (reader.hasSpans()) {
      return "spans";
    }
    return log.isPresent() ? "event-log" : "none";
  }

  private long started(List<PodReport> pods, Folded folded) {
    return Stream.concat(
            log.map(EventLog::started).filter(time -> time > 0).stream(),
            pods.stream().flatMap(pod -> pod.from().stream()))
        .min(Comparator.naturalOrder())
        .orElse(folded.start());
  }

  private long ended(List<PodReport> pods, Folded folded) {
    return Stream.concat(
            log.map(EventLog::ended).filter(time -> time > 0).stream(),
            pods.stream().flatMap(pod -> pod.to().stream()))
        .max(Comparator.naturalOrder())
        .orElse(folded.start() + folded.buckets() * folded.bucketMs());
  }

  private List<KindTotal> kinds(Folded folded) {
    List<KindTotal> kinds = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      boolean none = sums.samples(kind) == 0;
      if (!none || kind.isAlwaysShown()) {
        kinds.add(
            new KindTotal(
                kind,
                folded.total(kind),
                sums.samples(kind),
                sums.weight(kind),
                none ? Optional.of(whyNone(kind)) : Optional.empty()));
      }
    }
    return kinds;
  }

  private String whyNone(Kind kind) {
    if (fileCount == 0) {
      return "There are no recordings that can be read.";
    }
    return "The recordings hold no samples of this kind: "
        + (kind == Kind.LOCK
            ? "no thread waited long for a lock, or the agent does not record it."
            : "the agent does not record it, or the selection has none.");
  }
}
