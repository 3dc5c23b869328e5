package io.sparkrecorder.faults;

import io.sparkrecorder.faults.Kill.Moment;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The life of one pod: its agents write; its recorder is killed by plan and restarted as the
 * kubelet does; the agents end; the recorder drains. Today's kubelet never restarts a recorder
 * during a drain; the restart shows that a drain can resume.
 */
final class PodRun {
  /** The grace of every pod; a recorder that is not killed must end within it. */
  static final Duration GRACE = Duration.ofSeconds(150);

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration ANNOUNCED = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(300);
  private static final Duration POLL = Duration.ofMillis(10);

  /** The round as a pod sees it. */
  interface Round {
    /**
     * Called once, after the Spark container has ended and before the recorder receives SIGTERM.
     */
    void beforeDrain(RoundPlan.Pod pod) throws InterruptedException;
  }

  /**
   * A pod that has ended.
   *
   * @param sealed whether its recorder ended by itself after its SIGTERM
   * @param kills that found the recorder alive
   */
  record Ended(
      RoundPlan.Pod plan,
      boolean sealed,
      Written written,
      List<Kill> kills,
      List<Mismatch> mismatches) {}

  private final RoundPlan.Pod plan;
  private final RecorderUnderTest recorder;
  private final PodWriter writer;
  private final FaultProxy proxy;
  private final BooleanSupplier announced;
  private final Round round;
  private final RandomGenerator random;
  private final List<Kill> done = new ArrayList<>();
  private final List<Mismatch> mismatches = new ArrayList<>();

  /**
   * Prepares the pod.
   *
   * @param proxy between the recorder and S3
   * @param announced whether other recorders can find this pod
   */
  PodRun(
      RoundPlan.Pod plan,
      RecorderUnderTest recorder,
      PodWriter writer,
      FaultProxy proxy,
      BooleanSupplier announced,
      Round round,
      RandomGenerator random) {
    this.plan = plan;
    this.recorder = recorder;
    this.writer = writer;
    this.proxy = proxy;
    this.announced = announced;
    this.round = round;
    this.random = random;
  }

  boolean isDriver() {
    return plan.isDriver();
  }

  /** Runs the pod from start to end. */
  Ended run() throws IOException, InterruptedException {
    boolean alive = starts() && watches();
    Written written = writer.finish();
    round.beforeDrain(plan);
    boolean sealed = alive && drains();
    return new Ended(plan, sealed, written, List.copyOf(done), List.copyOf(mismatches));
  }

  private boolean starts() throws IOException, InterruptedException {
    writer.start();
    for (Kill kill : kills(Moment.STARTING)) {
      recorder.launch();
      if (recorder.awaitEnd(kill.after())) {
        complain("it ended during its start with exit code %d".formatted(recorder.exitCode()));
        return false;
      }
      kill(kill);
      pause();
    }
    return started();
  }

  private boolean watches() throws IOException, InterruptedException {
    long end = System.nanoTime() + plan.watch().toNanos();
    for (Kill kill : kills(Moment.WATCHING)) {
      boolean ended = kill.request() > 0 ? awaitRequest(kill) : recorder.awaitEnd(kill.after());
      if (ended && !recorder.wasKilled()) {
        complain("it ended while watching with exit code %d".formatted(recorder.exitCode()));
        return false;
      }
      if (kill.isLast()) {
        awaitAnnounced();
      }
      if (ended) {
        done.add(kill);
      } else {
        kill(kill);
      }
      if (kill.isLast()) {
        return false;
      }
      pause();
      if (!started()) {
        return false;
      }
    }
    Thread.sleep(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    return true;
  }

  private boolean drains() throws IOException, InterruptedException {
    Deque<Kill> kills = new ArrayDeque<>(kills(Moment.DRAINING));
    while (true) {
      Kill kill = kills.poll();
      if (kill == null) {
        recorder.terminate();
        return ends();
      }
      if (kill.isLast()) {
        awaitAnnounced();
      }
      boolean ended = drainsUntil(kill);
      if (ended && !recorder.wasKilled()) {
        return ends();
      }
      if (ended) {
        done.add(kill);
      } else if (!kill(kill)) {
        return ends();
      }
      if (kill.isLast()) {
        return false;
      }
      pause();
      if (!started()) {
        return false;
      }
    }
  }

  /** Whether the recorder has ended, or was killed by a request, before the time of the kill. */
  private boolean drainsUntil(Kill kill) throws InterruptedException {
    if (kill.request() == 0) {
      recorder.terminate();
      return recorder.awaitEnd(kill.after());
    }
    FaultProxy.Rule fatal = fatal(kill);
    try {
      recorder.terminate();
      return recorder.awaitEnd(GRACE);
    } finally {
      fatal.end();
    }
  }

  private boolean awaitRequest(Kill kill) throws InterruptedException {
    FaultProxy.Rule fatal = fatal(kill);
    try {
      return recorder.awaitEnd(kill.after().plus(LONGEST_PAUSE));
    } finally {
      fatal.end();
    }
  }

  /** The server receives the request, but the recorder dies while sending it. */
  private FaultProxy.Rule fatal(Kill kill) {
    AtomicInteger requests = new AtomicInteger();
    return proxy.on(
        (HttpRequest _) -> requests.incrementAndGet() == kill.request(),
        1,
        new Fault.Before(recorder::kill));
  }

  private boolean kill(Kill kill) {
    boolean killed = recorder.kill();
    if (killed) {
      done.add(kill);
    }
    return killed;
  }

  private boolean started() throws IOException, InterruptedException {
    if (recorder.start(START)) {
      return true;
    }
    complain(
        recorder.isAlive()
            ? "it does not watch its spool after %d s".formatted(START.toSeconds())
            : "it ended at its start with exit code %d".formatted(recorder.exitCode()));
    return false;
  }

  private boolean ends() throws InterruptedException {
    if (!recorder.awaitEnd(GRACE)) {
      complain("it has not ended %d s after SIGTERM".formatted(GRACE.toSeconds()));
      recorder.kill();
      return false;
    }
    if (recorder.exitCode() != 0) {
      complain("its exit code is %d".formatted(recorder.exitCode()));
    }
    return true;
  }

  /**
   * Waits until other recorders can find the pod; before, nothing can be demanded of its
   * recordings.
   */
  private void awaitAnnounced() throws InterruptedException {
    long end = System.nanoTime() + ANNOUNCED.toNanos();
    while (!announced.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        complain("it is not announced after %d s".formatted(ANNOUNCED.toSeconds()));
        return;
      }
      Thread.sleep(POLL);
    }
  }

  private List<Kill> kills(Moment moment) {
    return plan.kills().stream().filter(kill -> kill.moment() == moment).toList();
  }

  private void pause() throws InterruptedException {
    Thread.sleep(random.nextInt((int) LONGEST_PAUSE.toMillis()));
  }

  private void complain(String what) {
    mismatches.add(new Mismatch(Mismatch.Kind.PROCESS, plan.label(), what));
  }
}
