package io.sparkrecorder.faults;

import io.sparkrecorder.testbed.RecordedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Keeps the agents of one pod writing in a thread of their own until the pod's JVM must end. */
final class PodWriter implements AutoCloseable {
  private static final int MOST_ITEMS = 45;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(90);

  private final Path spool;
  private final AgentWriter agent;
  private final AgentEnd end;
  private final Optional<RecordedJvm> jvm;
  private final RandomGenerator random;
  private final CompletableFuture<Written> written = new CompletableFuture<>();
  private volatile boolean ending;
  private long lastEvent = -1;

  /**
   * Prepares the writer.
   *
   * @param jvm a real JVM that records into the same spool; the writer closes it
   */
  PodWriter(
      Path spool,
      AgentWriter agent,
      AgentEnd end,
      Optional<RecordedJvm> jvm,
      RandomGenerator random) {
    this.spool = spool;
    this.agent = agent;
    this.end = end;
    this.jvm = jvm;
    this.random = random;
  }

  PodWriter start() {
    Thread.ofPlatform().daemon().name("writer").start(this::run);
    return this;
  }

  /** Ends the JVM; when this method returns, every file in the spool is final. */
  Written finish() throws IOException, InterruptedException {
    ending = true;
    try {
      return written.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new IOException("the writer failed in " + spool, e.getCause());
    }
  }

  private void run() {
    try {
      agent.begin();
      for (int items = 0; !ending; items++) {
        if (items < MOST_ITEMS) {
          agent.writeItem();
          emit();
        }
        LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE.toNanos()));
      }
      written.complete(end());
    } catch (IOException | RuntimeException e) {
      written.completeExceptionally(e);
    }
  }

  private void emit() throws IOException {
    if (jvm.isPresent()) {
      lastEvent = jvm.get().emit(100 + random.nextInt(900));
    }
  }

  private Written end() throws IOException {
    Written byAgent = agent.finish();
    if (jvm.isEmpty()) {
      return byAgent;
    }
    Written.JvmEvents events = endJvm(jvm.get());
    List<Written.File> files = new ArrayList<>(byAgent.files());
    Path errors = spool.resolve("stderr.txt");
    if (Files.exists(errors)) {
      files.add(
          new Written.File(
              "stderr.txt",
              Content.read(errors),
              end.killed() ? Written.Ending.CUT : Written.Ending.ENDED));
    }
    return new Written(byAgent.recordings(), files, Optional.of(events));
  }

  private Written.JvmEvents endJvm(RecordedJvm recorded) throws IOException {
    if (end.killed()) {
      long flushed = recorded.awaitFlushed();
      lastEvent = recorded.emit(300);
      recorded.kill();
      return new Written.JvmEvents(flushed, lastEvent, true);
    }
    if (end == AgentEnd.DUMPED) {
      recorded.exitNormally();
    } else {
      recorded.terminate();
    }
    return new Written.JvmEvents(lastEvent, lastEvent, false);
  }

  @Override
  public void close() {
    ending = true;
    jvm.ifPresent(RecordedJvm::close);
  }
}
