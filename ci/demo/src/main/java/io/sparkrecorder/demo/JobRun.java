package io.sparkrecorder.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs the job from start to end and kills one executor in between. */
final class JobRun {
  private static final PodName VICTIM = SparkJob.EXECUTORS.getLast();
  private static final Duration START = Duration.ofMinutes(2);
  // On a slow machine the executor dies in its first chunk, so the job must outlast this time.
  private static final Duration FIRST_CHUNK = Duration.ofSeconds(8);
  private static final Duration END = Duration.ofMinutes(3);

  private final Folders folders;
  private final Kubelet kubelet;
  private final Progress progress;

  JobRun(Folders folders, Kubelet kubelet, Progress progress) {
    this.folders = folders;
    this.kubelet = kubelet;
    this.progress = progress;
  }

  /** Runs the job; returns the killed executor. */
  PodName run(ProcessBuilder command) throws IOException, InterruptedException {
    Process driver = kubelet.runDriver(command);
    progress.says("driver started after its recorder");
    await(driver, "the executors start", this::executorsRun);
    progress.says("both executors started after their recorders");
    await(driver, "the first round of the job ends", () -> Files.exists(folders.result()));
    progress.says("first round of the job done");
    if (Waiting.until(() -> Spool.hasFinishedChunk(folders.spool(VICTIM)), FIRST_CHUNK)) {
      progress.says(VICTIM + " has finished one chunk of its recording and writes the next");
    }
    kill(VICTIM);
    if (!driver.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new DemoFailed("The job did not end in %d s: see %s".formatted(END.toSeconds(), log()));
    }
    checkResult(driver);
    return VICTIM;
  }

  private boolean executorsRun() {
    return SparkJob.EXECUTORS.stream()
        .allMatch(name -> kubelet.pod(name).map(Pod::runs).orElse(false));
  }

  private void kill(PodName name) {
    ProcessHandle jvm = kubelet.pod(name).flatMap(Pod::jvm).orElseThrow();
    progress.says(
        "SIGKILL to %s (process %d) in the middle of its work".formatted(name, jvm.pid()));
    jvm.destroyForcibly();
  }

  private void checkResult(Process driver) throws IOException {
    if (driver.exitValue() != 0) {
      throw new DemoFailed(
          "The driver ended with exit code %d: see %s".formatted(driver.exitValue(), log()));
    }
    String result =
        Files.exists(folders.result()) ? Files.readString(folders.result()).strip() : "";
    if (!result.startsWith("right:")) {
      throw new DemoFailed("The job's result is wrong (%s): see %s".formatted(result, log()));
    }
    progress.says("job ended without that executor; result is " + result);
  }

  private void await(Process driver, String what, BooleanSupplier condition) {
    Waiting.until(() -> condition.getAsBoolean() || !driver.isAlive(), START);
    if (!condition.getAsBoolean()) {
      throw new DemoFailed("Timed out before %s: see %s".formatted(what, log()));
    }
  }

  private String log() {
    return folders.log(PodName.driver().toString()).toString();
  }
}
