package io.sparkrecorder.failuremap.run;

import io.sparkrecorder.failuremap.model.Recording;
import io.sparkrecorder.failuremap.outcome.ApplicationLog;
import io.sparkrecorder.failuremap.outcome.ApplicationLogReader;
import io.sparkrecorder.failuremap.outcome.DriverEnd;
import io.sparkrecorder.failuremap.outcome.PodEnd;
import io.sparkrecorder.failuremap.outcome.RunReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** An application on this machine, with its files in one folder. */
final class LocalApplication implements Applications.Application {
  private static final int LOG_TAIL = 64 << 10;

  private final Process driver;
  private final Path folder;
  private final boolean recorded;
  private final Processes processes;
  private boolean killed;

  /**
   * Takes a started driver.
   *
   * @param recorded executors write recordings when they end
   */
  LocalApplication(Process driver, Path folder, boolean recorded, Processes processes) {
    this.driver = driver;
    this.folder = folder;
    this.recorded = recorded;
    this.processes = processes;
  }

  static Path output(Path folder) {
    return folder.resolve("stdout");
  }

  @Override
  public List<String> output() throws IOException {
    return new String(Files.readAllBytes(output(folder)), StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public boolean alive() {
    return driver.isAlive();
  }

  @Override
  public boolean interrupted() {
    return processes.isClosed();
  }

  @Override
  public DriverEnd end(boolean late) throws IOException {
    OptionalInt exitCode =
        killed || driver.isAlive() ? OptionalInt.empty() : OptionalInt.of(driver.exitValue());
    return new DriverEnd(PodEnd.exited(exitCode), tail(folder.resolve("stderr")), late);
  }

  private static String tail(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    int from = Math.max(0, all.length - LOG_TAIL);
    return new String(all, from, all.length - from, StandardCharsets.UTF_8);
  }

  @Override
  public ApplicationLog log() throws IOException {
    Optional<Path> file = eventLog();
    try (InputStream in =
        file.isPresent() ? Files.newInputStream(file.get()) : InputStream.nullInputStream()) {
      return ApplicationLogReader.read(in);
    }
  }

  private Optional<Path> eventLog() throws IOException {
    try (Stream<Path> files = Files.list(LocalSettings.eventLogs(folder))) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).findFirst();
    }
  }

  @Override
  public RunReader.Recordings recordings() {
    return new RunReader.Recordings() {
      @Override
      public List<Recording> of(String executor, boolean alive) {
        Path file = LocalSettings.recording(folder, executor);
        try {
          if (Files.exists(file) && Files.size(file) > 0) {
            return List.of(new Recording(file.toString(), "whole"));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        return alive && recorded
            ? List.of(new Recording(file.toString(), "unverified"))
            : List.of();
      }

      @Override
      public String command(String executor) {
        return "jfr summary " + LocalSettings.recording(folder, executor);
      }
    };
  }

  @Override
  public String place() {
    return "see the files stdout and stderr in " + folder;
  }

  @Override
  public void kill() {
    killed = true;
    processes.end(driver.toHandle());
  }

  @Override
  public void close() {
    if (driver.isAlive()) {
      kill();
    }
  }
}
