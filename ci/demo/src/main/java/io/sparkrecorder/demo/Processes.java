package io.sparkrecorder.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Tracks every process of the demo. Closing ends the remaining ones and lets no new one start. */
final class Processes implements AutoCloseable {
  private static final Duration LAST_WAIT = Duration.ofSeconds(5);

  private final Set<ProcessHandle> mine = new LinkedHashSet<>();
  private boolean closed;

  synchronized boolean closed() {
    return closed;
  }

  /** Starts a process that ends with the demo at the latest. */
  synchronized Process start(ProcessBuilder builder) {
    refuseWhenClosed();
    try {
      Process process = builder.start();
      mine.add(process.toHandle());
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tracks a process that one of the demo's processes has started. */
  synchronized void adopt(ProcessHandle process) {
    mine.add(process);
    if (closed) {
      process.destroyForcibly();
    }
  }

  /** The processes that still run, with their descendants. */
  synchronized List<ProcessHandle> alive() {
    return mine.stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .filter(ProcessHandle::isAlive)
        .distinct()
        .toList();
  }

  @Override
  public synchronized void close() {
    closed = true;
    // Collected before the first one dies, because an orphan is no longer a descendant.
    mine.addAll(alive());
    mine.forEach(ProcessHandle::destroyForcibly);
    Waiting.until(() -> alive().isEmpty(), LAST_WAIT);
  }

  private void refuseWhenClosed() {
    if (closed) {
      throw new DemoFailed("the demo is shutting down");
    }
  }
}
