package io.sparkrecorder.failuremap.run;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The processes of this runner. Closing ends them and their descendants, and nothing else. */
public final class Processes implements AutoCloseable {
  private static final long WAIT_SECONDS = 10;

  private final Set<ProcessHandle> mine = new LinkedHashSet<>();
  private volatile boolean closed;

  synchronized Process start(ProcessBuilder builder) throws IOException {
    if (closed) {
      throw new RunProblem("the runner is ending");
    }
    Process process = builder.start();
    mine.add(process.toHandle());
    return process;
  }

  /** Ends a process with its descendants, and waits until they are gone. */
  synchronized void end(ProcessHandle process) {
    mine.add(process);
    endAll(List.of(process));
    mine.remove(process);
  }

  /**
   * Collects descendants before the first one dies: an orphan is no descendant any more. The id of
   * a process that has ended may belong to a foreign one by now.
   */
  private static void endAll(List<ProcessHandle> processes) {
    List<ProcessHandle> all =
        processes.stream()
            .filter(ProcessHandle::isAlive)
            .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
            .distinct()
            .toList();
    all.forEach(ProcessHandle::destroyForcibly);
    CompletableFuture.allOf(
            all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, WAIT_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  /** Whether the runner is ending. It does not wait for the processes to end. */
  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    synchronized (this) {
      endAll(List.copyOf(mine));
    }
  }
}
