package io.sparkrecorder.ship;

import io.sparkrecorder.store.Journal;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The roster's journal in the store: reads at the start the pods of an earlier recorder, then
 * writes each change, on its own thread. A store that hangs delays the journal and nothing else.
 */
final class RosterJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RosterJournal.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration FOR_EVER = Duration.ofDays(1);
  private static final Duration LAST_LINES = Duration.ofSeconds(1);

  private final Roster roster;
  private final Path file;
  private final boolean writes;
  private final BlockingCalls calls = new BlockingCalls("the store", Duration.ofSeconds(10));
  private final Semaphore news = new Semaphore(0);
  private final CountDownLatch tried = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().daemon().name("roster").unstarted(this::run);

  /** The reason why earlier lines are unknown; empty once they were read. */
  private volatile Optional<String> trouble = Optional.of("it was not read yet");

  private volatile boolean closing;

  private boolean loaded;

  RosterJournal(Roster roster, Path file) {
    this(roster, file, true);
  }

  private RosterJournal(Roster roster, Path file, boolean writes) {
    this.roster = roster;
    this.file = file;
    this.writes = writes;
  }

  /** The journal of a driver's recorder that is gone, which must stay as that recorder left it. */
  static RosterJournal reading(Roster roster, Path file) {
    return new RosterJournal(roster, file, false);
  }

  /** Tells whether changes are written. */
  boolean writes() {
    return writes;
  }

  void start() {
    thread.start();
  }

  void wake() {
    news.release();
  }

  /** Waits until the journal was read, or the first try to read it has failed. */
  void awaitFirstTry() throws InterruptedException {
    tried.await();
  }

  /** The reason why the journal may hold unknown pods. */
  Optional<String> trouble() {
    return trouble;
  }

  @Override
  public void close() {
    closing = true;
    news.release();
    try {
      thread.join(LAST_LINES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }

  private void run() {
    if (writes) {
      readAndWrite();
    } else {
      readOnce();
    }
  }

  private void readOnce() {
    try {
      load();
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("the journal of executors cannot be read: {}", e.toString());
      trouble = Optional.of(Reasons.of(e));
      tried.countDown();
    }
  }

  private void readAndWrite() {
    try (Journal journal = opened()) {
      while (!closing) {
        news.acquire();
        news.drainPermits();
        write(journal);
      }
    } catch (InterruptedException e) {
      // closed
    } catch (IOException e) {
      LOG.warn("the journal of executors could not be closed: {}", e.toString());
    }
  }

  private Journal opened() throws InterruptedException {
    for (boolean said = false; ; said = true) {
      try {
        if (!loaded) {
          load();
        }
        // Reads may work while writes hang, so the uploads do not wait for this.
        return calls.call("open " + file.getFileName(), Deadline.in(FOR_EVER), this::open);
      } catch (IOException | RuntimeException | Error e) {
        if (!loaded) {
          trouble = Optional.of(Reasons.of(e));
          tried.countDown();
        }
        if (!said) {
          LOG.error("the journal of executors cannot be used yet: {}", e.toString());
        }
      }
      TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
    }
  }

  private void load() throws IOException {
    Roster.Journaled seen =
        calls.call("read " + file.getFileName(), Deadline.in(FOR_EVER), () -> Roster.read(file));
    roster.load(seen);
    trouble =
        seen.unreadable() == 0
            ? Optional.empty()
            : Optional.of("%d of its lines cannot be read".formatted(seen.unreadable()));
    loaded = true;
    news.release();
    tried.countDown();
  }

  private Journal open() throws IOException {
    return Journal.open(Roster.root(file), file.toAbsolutePath());
  }

  private void write(Journal journal) throws InterruptedException {
    for (boolean said = false; !roster.unwritten().isEmpty(); said = true) {
      Map<String, Map<String, Object>> lines = roster.unwritten();
      try {
        calls.run(
            "write " + file.getFileName(),
            Deadline.in(FOR_EVER),
            () -> journal.append(List.copyOf(lines.values())));
        roster.written(lines);
        continue;
      } catch (IOException | RuntimeException | Error e) {
        if (!said) {
          LOG.error("could not journal {} pods: {}", lines.size(), e.toString());
        }
      }
      if (closing) {
        return;
      }
      TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
    }
  }
}
