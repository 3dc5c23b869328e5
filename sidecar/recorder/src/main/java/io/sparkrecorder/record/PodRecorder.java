package io.sparkrecorder.record;

import io.sparkrecorder.config.PodIdentity;
import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.spool.SpoolFile;
import io.sparkrecorder.store.PodStore;
import io.sparkrecorder.text.Words;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The recorder's steps for its own pod: announce the pod, move files, take all files, seal. */
final class PodRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodRecorder.class);

  /**
   * An I/O error on a network volume is retried; a full volume is not, because it will not have
   * more room.
   */
  private static final int TRIES = 3;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final PodIdentity identity;
  private final Clock clock;
  private final Outlet outlet;
  private final PodStore store;
  private final Collector collector;
  private final Instant started;

  private PodRecorder(RecorderSettings settings, Clock clock, Outlet outlet) {
    this.identity = settings.pod();
    this.clock = clock;
    this.outlet = outlet;
    this.store = outlet.store();
    this.collector =
        new Collector(
            outlet.spool(), store, new CrashLogs(settings.sensitive()), settings.completeness());
    this.started = earlierStart(outlet).orElseGet(clock::instant);
  }

  /**
   * Finds the files and the marker of an earlier recorder of this pod, continues from there, and
   * announces this pod; all or nothing.
   *
   * @param times deadlines of the pod
   */
  static PodRecorder announced(RecorderSettings settings, Clock clock, TimePlan times)
      throws IOException {
    PodRecord pod = record(settings.pod());
    Outlet outlet =
        switch (settings.transport()) {
          case SHARED_VOLUME -> VolumeOutlet.open(settings, pod);
          case DIRECT -> DirectOutlet.open(settings, pod, times);
        };
    try {
      PodRecorder recorder = new PodRecorder(settings, clock, outlet);
      recorder.announce();
      return recorder;
    } catch (IOException | RuntimeException | Error e) {
      outlet.close();
      throw e;
    }
  }

  static PodRecord record(PodIdentity pod) {
    return new PodRecord(Words.of(pod.role()), pod.executorId(), pod.pod(), pod.uid(), pod.node());
  }

  /** The destination of all files, for the log. */
  String destination() {
    return outlet.toString();
  }

  /** Announces this pod and its files so far. */
  private void announce() throws IOException {
    outlet.announce(marker(PodState.RECORDING, Optional.empty()));
  }

  /**
   * Moves finished files. The next scan retries a failure.
   *
   * @param end deadline of all moves
   * @param stop end of the JVM, when {@link #finish} must begin
   */
  void pass(Deadline end, Deadline stop) {
    try {
      if (collector.takeFinished(end, stop)) {
        announce();
      }
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("some finished recordings stay in the spool for now: {}", PlainFiles.reason(e));
    }
  }

  /**
   * The bytes that this pod is known to have recorded. The spool may still hold moved bytes, and a
   * dump at the JVM's end repeats them: the two are not added up.
   */
  long recorded() {
    long moved = store.files().stream().mapToLong(RecordedFile::bytes).sum();
    try {
      long spool = outlet.spool().scan().files().stream().mapToLong(SpoolFile::bytes).sum();
      return Math.max(spool, moved);
    } catch (IOException e) {
      return moved;
    }
  }

  /** Takes all files, because the JVM has ended, and seals the marker. */
  void finish(Deadline deadline) throws InterruptedException {
    List<String> left = new ArrayList<>(collector.takeAll(deadline));
    for (int tries = 1; tries < TRIES && !left.isEmpty() && !deadline.passed(); tries++) {
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      left = new ArrayList<>(collector.takeAll(deadline));
    }
    left.addAll(outlet.deliver());
    if (store.unreadable() > 0) {
      left.add("%d lines of the journal cannot be read".formatted(store.unreadable()));
    }
    seal(left);
  }

  private void seal(List<String> left) {
    Marker marker =
        left.isEmpty()
            ? marker(PodState.SEALED, Optional.empty())
            : marker(PodState.PARTIAL, Optional.of(summary(left)));
    left.forEach(line -> LOG.error("not in the store: {}", line));
    try {
      outlet.seal(marker);
      LOG.info(
          "{}: {} files, {} bytes in the store",
          Words.of(marker.state()),
          marker.files().size(),
          marker.files().stream().mapToLong(file -> file.bytes()).sum());
    } catch (IOException e) {
      LOG.error("the marker could not be written: {}", PlainFiles.reason(e));
    }
  }

  @Override
  public void close() throws IOException {
    outlet.close();
  }

  private Marker marker(PodState state, Optional<String> reason) {
    return new Marker(
        identity.app(),
        identity.namespace(),
        record(identity),
        state,
        reason,
        Optional.empty(),
        started,
        state == PodState.RECORDING ? Optional.empty() : Optional.of(clock.instant()),
        List.copyOf(store.files()),
        collector.skipped(),
        List.of());
  }

  private static String summary(List<String> left) {
    return "not in the store: "
        + String.join("; ", left.subList(0, Math.min(5, left.size())))
        + (left.size() > 5 ? "; and %d more".formatted(left.size() - 5) : "");
  }

  private static Optional<Instant> earlierStart(Outlet outlet) {
    try {
      return outlet.earlier().map(Marker::started);
    } catch (IOException | MalformedDocument e) {
      return Optional.empty();
    }
  }
}
