package io.sparkrecorder.record;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * The deadlines of a dying pod, in the order in which they pass. All count from SIGTERM, lie far
 * ahead while the job runs, and move forward if the pod turns out to be killed earlier than its
 * grace says.
 */
final class TimePlan {
  /** The kubelet leaves a sidecar this much time, even if the main container used up the grace. */
  private static final Duration LEAST = Duration.ofSeconds(2);

  /** An executor's marker may become visible late. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  private final Stop stop;
  private final Duration reserve;
  private final Duration executorGrace;
  private final Duration uploadTime;
  private final AtomicReference<Duration> total;

  TimePlan(RecorderSettings settings, Stop stop) {
    this(
        settings.grace(),
        settings.reserve(),
        settings.executorGrace(),
        settings.uploadTime(),
        stop);
  }

  /**
   * Makes the plan.
   *
   * @param grace time between SIGTERM and SIGKILL
   * @param reserve part of the grace that is kept for marker and manifest
   * @param executorGrace time that an executor's recorder may take for its marker
   * @param uploadTime time that is kept for files of executors that never sealed a marker
   */
  TimePlan(
      Duration grace, Duration reserve, Duration executorGrace, Duration uploadTime, Stop stop) {
    this.stop = stop;
    this.reserve = reserve;
    this.executorGrace = executorGrace;
    this.uploadTime = uploadTime;
    this.total = new AtomicReference<>(grace);
  }

  /** Passes with SIGTERM, when the JVM has ended. */
  Deadline asked() {
    return stop.deadline(Duration.ZERO);
  }

  /** Ends the wait for executors' markers. At least half of the time for uploads stays. */
  Deadline executors() {
    return at(
        all -> {
          Duration uploads = uploads(all);
          Duration kept = shorter(uploadTime, uploads.dividedBy(2));
          return shorter(executorGrace.plus(SLACK), uploads.minus(kept));
        });
  }

  /** Ends all moves and uploads. */
  Deadline uploads() {
    return at(this::uploads);
  }

  /** Ends the writing of the last marker or manifest. Half of the reserve is slack. */
  Deadline manifest() {
    return at(all -> all.minus(reserve(all).dividedBy(2)));
  }

  /** Ends the delivery of Events. */
  Deadline notices() {
    return at(all -> all.minus(reserve(all).multipliedBy(3).dividedBy(10)));
  }

  /** Ends the process, even if a call still blocks. */
  Deadline exit() {
    return at(all -> all.minus(reserve(all).dividedBy(5)));
  }

  /** Notes that SIGKILL comes at the latest this long after SIGTERM. */
  void killedAfter(Duration grace) {
    total.updateAndGet(before -> shorter(before, longer(grace, LEAST)));
  }

  /** Notes that SIGKILL comes at the latest this long from now. */
  void killedIn(Duration left) {
    killedAfter(stop.since().plus(left));
  }

  private Duration uploads(Duration all) {
    return all.minus(reserve(all));
  }

  /** The reserve; a pod that has little time keeps at most half of it. */
  private Duration reserve(Duration all) {
    return shorter(reserve, all.dividedBy(2));
  }

  private Deadline at(UnaryOperator<Duration> afterwards) {
    return Deadline.following(() -> stop.deadline(afterwards.apply(total.get())));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
