package io.sparkrecorder.demo;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One pod: a spool, a recorder, and the JVM that records. The recorder starts first. */
final class Pod {
  private final PodName name;
  private final Process recorder;
  private volatile Optional<ProcessHandle> jvm = Optional.empty();
  private volatile boolean ended;
  private volatile boolean cutOff;

  Pod(PodName name, Process recorder) {
    this.name = name;
    this.recorder = recorder;
  }

  PodName name() {
    return name;
  }

  Optional<ProcessHandle> jvm() {
    return jvm;
  }

  boolean runs() {
    return jvm.map(ProcessHandle::isAlive).orElse(false);
  }

  /** Whether JVM and recorder have ended. */
  boolean ended() {
    return ended;
  }

  /** Whether the recorder still ran at the end of its grace. */
  boolean cutOff() {
    return cutOff;
  }

  int recorderExitCode() {
    return recorder.exitValue();
  }

  /**
   * Treats the recorder as the kubelet treats a native sidecar: sends SIGTERM after the main
   * container has ended, then waits for the grace.
   */
  void live(ProcessHandle main) throws InterruptedException {
    jvm = Optional.of(main);
    while (main.isAlive()) {
      Waiting.pause();
    }
    recorder.destroy();
    if (!recorder.waitFor(name.grace().toMillis(), TimeUnit.MILLISECONDS)) {
      cutOff = true;
      recorder.destroyForcibly().waitFor();
    }
    ended = true;
  }
}
