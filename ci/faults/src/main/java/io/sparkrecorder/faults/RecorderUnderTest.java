package io.sparkrecorder.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real recorder in its own process, with the flags of the image; it can be restarted. */
final class RecorderUnderTest implements AutoCloseable {
  /** The exit code after a SIGKILL. */
  private static final int KILLED = 137;

  private static final Duration POLL = Duration.ofMillis(10);

  private final List<String> command;
  private final Map<String, String> environment;
  private final String label;
  private final Path log;
  private volatile @Nullable Process process;

  /**
   * Prepares the recorder.
   *
   * @param command the JVM with its options and program
   * @param environment the recorder's settings
   * @param label the recorder's own name for its pod
   * @param log file for the output of all its runs
   */
  RecorderUnderTest(List<String> command, Map<String, String> environment, String label, Path log) {
    this.command = command;
    this.environment = environment;
    this.label = label;
    this.log = log;
  }

  /** The command that runs the recorder's {@code record}. */
  static List<String> command(Path options, List<String> program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + options);
    command.addAll(program);
    command.add("record");
    return command;
  }

  /** Starts the process without waiting. */
  void launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("RECORDER_") || name.startsWith("AWS_"));
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().putAll(environment);
    Process started = builder.start();
    process = started;
    ChildProcesses.add(started);
  }

  /**
   * Starts the process, and waits until it watches its spool or has ended.
   *
   * @return whether it watches
   */
  boolean start(Duration atMost) throws IOException, InterruptedException {
    int before = watches();
    launch();
    long end = System.nanoTime() + atMost.toNanos();
    while (watches() == before) {
      if (!process().isAlive() || System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(POLL);
    }
    return true;
  }

  private int watches() {
    return log().split("recording " + label + " of", -1).length;
  }

  /** Sends SIGKILL and waits for the end; returns whether the process was still alive. */
  boolean kill() {
    process().toHandle().destroyForcibly();
    return process().onExit().join().exitValue() == KILLED;
  }

  /** Sends SIGTERM. */
  void terminate() {
    // Process.destroy() would close the standard streams too.
    process().toHandle().destroy();
  }

  boolean isAlive() {
    return process().isAlive();
  }

  /** Waits for the end; returns whether the process ended in time. */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return process().waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean wasKilled() {
    return !process().isAlive() && process().exitValue() == KILLED;
  }

  int exitCode() {
    return process().exitValue();
  }

  private Process process() {
    return Objects.requireNonNull(process, "the recorder is launched first");
  }

  private String log() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Process started = process;
    if (started != null) {
      started.toHandle().destroyForcibly();
      started.onExit().join();
    }
  }
}
