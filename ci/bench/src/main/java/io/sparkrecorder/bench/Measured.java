package io.sparkrecorder.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process with the kernel's figures for it. Closing kills it. */
public final class Measured implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int TICKS_PER_SECOND = 100;

  private final long began = System.nanoTime();
  private final Process process;
  private final Path proc;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ready = new CountDownLatch(1);
  private volatile long readyAt;
  private volatile int peak;
  private volatile Duration cpuSoFar = Duration.ZERO;

  private Measured(ProcessBuilder builder, String readyLine) throws IOException {
    process = builder.redirectErrorStream(true).start();
    proc = Path.of("/proc", Long.toString(process.pid()));
    Thread.ofPlatform().daemon().start(() -> read(readyLine));
    Thread.ofPlatform().daemon().start(this::watchPeak);
  }

  /** Starts the process, which is ready when a line of its output contains {@code readyLine}. */
  public static Measured start(ProcessBuilder builder, String readyLine) {
    try {
      return new Measured(builder, readyLine);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The time from before the process was created until it was ready. */
  public Duration untilReady() throws InterruptedException {
    if (!ready.await(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the process did not start: " + String.join("\n", lines));
    }
    return Duration.ofNanos(readyAt - began);
  }

  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** A line of {@code /proc/PID/status}, in kB. */
  int kilobytes(String field) {
    try {
      for (String line : Files.readAllLines(proc.resolve("status"))) {
        if (line.startsWith(field + ":")) {
          return Integer.parseInt(line.replaceAll("[^0-9]", ""));
        }
      }
      return 0; // the process has ended but was not yet waited for
    } catch (IOException e) {
      return 0;
    }
  }

  /** The processor time of all its threads so far. */
  Duration cpu() throws IOException {
    String stat = Files.readString(proc.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
  }

  /** The peak of resident memory in kB; also available after the end. */
  public int peak() {
    return Math.max(peak, kilobytes("VmHWM"));
  }

  /** The processor time, also available after the end, of which the last 20 ms may be missing. */
  public Duration cpuSoFar() {
    return cpuSoFar;
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** Sends SIGTERM and waits for the end. */
  void terminate() throws InterruptedException {
    process.toHandle().destroy(); // Process.destroy would close its output
    awaitEnd();
  }

  /** Waits for the end; returns the exit code, or that of a killed process if it takes too long. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toMinutes(), TimeUnit.MINUTES)) {
      close();
    }
    return process.exitValue();
  }

  public Duration awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toMinutes(), TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IllegalStateException("the process failed: " + String.join("\n", lines));
    }
    return age();
  }

  public String output() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private void read(String readyLine) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (readyAt == 0 && line.contains(readyLine)) {
          readyAt = System.nanoTime();
          ready.countDown();
        }
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("the output cannot be read: " + e);
    }
  }

  private void watchPeak() {
    try {
      while (process.isAlive()) {
        peak = Math.max(peak, kilobytes("VmHWM"));
        watchCpu();
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watchCpu() {
    try {
      cpuSoFar = cpu();
    } catch (IOException e) {
      return; // the process has ended
    }
  }
}
