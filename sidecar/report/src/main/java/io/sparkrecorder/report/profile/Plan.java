package io.sparkrecorder.report.profile;

import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.report.application.AppFile;
import io.sparkrecorder.report.application.AppPod;
import io.sparkrecorder.report.application.Application;
import io.sparkrecorder.report.application.Origin;
import io.sparkrecorder.report.eventlog.EventLog;
import io.sparkrecorder.report.eventlog.EventLogReader;
import io.sparkrecorder.report.eventlog.StageTimes;
import io.sparkrecorder.report.fold.Cube;
import io.sparkrecorder.report.read.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** All that is known of an application before its recordings are read: its pods and event log. */
public final class Plan {
  private final Application application;
  private final Request request;
  private final List<AppPod> pods;
  private final Optional<EventLog> log;
  private final Optional<String> logUrl;
  private final List<String> notes;
  private OptionalLong recorded = OptionalLong.empty();

  private Plan(
      Application application,
      Request request,
      Optional<EventLog> log,
      Optional<String> logUrl,
      List<String> notes) {
    this.application = application;
    this.request = request;
    this.pods =
        application.pods().stream()
            .filter(
                pod ->
                    request.executors().isEmpty()
                        || pod.id().filter(request.executors()::contains).isPresent())
            .toList();
    this.log = log;
    this.logUrl = logUrl;
    this.notes = notes;
  }

  /**
   * Reads the manifest and the event log.
   *
   * @param scratch folder for temporary files, which is empty afterwards
   */
  public static Plan of(Origin origin, Request request, Path scratch) throws IOException {
    Plan plan = planned(origin, request, scratch);
    if (plan.pods.size() > Cube.MOST_PODS) {
      throw new WrongUse(
          "%s has %d pods, and a report holds at most %d: choose some with --executor"
              .formatted(plan.application.id(), plan.pods.size(), Cube.MOST_PODS));
    }
    if (plan.known().isEmpty()) {
      plan.recorded = FirstChunk.start(plan.pods, origin, scratch.resolve("first.jfr"));
    }
    return plan;
  }

  private static Plan planned(Origin origin, Request request, Path scratch) throws IOException {
    Application application = origin.application();
    Optional<Origin.LogFiles> files = request.eventLog(origin, application.id());
    if (files.isEmpty()) {
      return new Plan(application, request, Optional.empty(), Optional.empty(), List.of());
    }
    List<String> notes = new ArrayList<>();
    EventLog log = read(files.get(), scratch, notes);
    if (!log.appId().isEmpty()
        && application.manifest().isPresent()
        && !log.appId().equals(application.id())) {
      notes.add("The event log calls the application %s.".formatted(log.appId()));
    }
    return log.isEmpty()
        ? new Plan(application, request, Optional.empty(), Optional.empty(), notes)
        : new Plan(application, request, Optional.of(log), Optional.of(files.get().url()), notes);
  }

  private static EventLog read(Origin.LogFiles files, Path scratch, List<String> notes)
      throws IOException {
    EventLogReader reader = new EventLogReader();
    for (Origin.LogFile file : files.files()) {
      Path local = scratch.resolve("event-log");
      try {
        reader.read(file.name(), file.fetch(local));
      } catch (Origin.FileProblem e) {
        notes.add("Event log %s cannot be read: %s".formatted(file.name(), e.getMessage()));
      } finally {
        Files.deleteIfExists(local);
      }
    }
    EventLog log = reader.finish();
    notes.addAll(log.notes());
    return log;
  }

  public Application application() {
    return application;
  }

  /** The pods that are asked for; a pod's number is its place in this list. */
  public List<AppPod> pods() {
    return pods;
  }

  Optional<EventLog> log() {
    return log;
  }

  Optional<String> logUrl() {
    return logUrl;
  }

  /** Remarks about the event log and the request. */
  List<String> notes() {
    return Stream.concat(notes.stream(), request.note().stream()).toList();
  }

  /** The time at which the application should have started, if anything tells. */
  public OptionalLong start() {
    OptionalLong known = known();
    return known.isPresent() ? known : recorded;
  }

  /** The start by manifest or event log. */
  private OptionalLong known() {
    return Stream.concat(
            log.map(EventLog::started).filter(time -> time > 0).stream(),
            application.pods().stream()
                .flatMap(pod -> pod.from().stream())
                .map(Instant::toEpochMilli))
        .mapToLong(Long::longValue)
        .min();
  }

  public Scope scope() {
    return request.scope(known());
  }

  /** When tasks ran on a pod, by the event log. */
  public Optional<StageTimes> times(AppPod pod) {
    return pod.id().flatMap(id -> log.flatMap(it -> it.timesOn(id)));
  }

  int recordings() {
    return (int)
        pods.stream().flatMap(pod -> pod.files().stream()).filter(AppFile::isRecording).count();
  }

  /** Whether there are so many executors that not each has its own rows. */
  public boolean isLarge() {
    return pods.stream().filter(AppPod::isExecutor).count() > Facts.MOST_EXECUTORS;
  }

  PodReport report(int number, PodPart part) {
    AppPod pod = pods.get(number);
    Optional<EventLog.Removal> removal = pod.id().flatMap(id -> log.flatMap(it -> it.removal(id)));
    return new PodReport(
        pod,
        pod.from().map(Instant::toEpochMilli).or(part.series()::first),
        part.series().last().or(() -> pod.to().map(Instant::toEpochMilli)),
        Ended.of(pod, part.files(), removal),
        part.files(),
        part.series(),
        -1,
        Optional.empty());
  }
}
