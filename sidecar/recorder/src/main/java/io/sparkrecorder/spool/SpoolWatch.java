package io.sparkrecorder.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports that something in the spool may have changed. The report is only a hint: the watch misses
 * files that existed before it started, and those that come and go between two looks. It keeps one
 * number for all files together, so many files cost no memory, and it follows no link.
 */
public final class SpoolWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolWatch.class);

  private static final String OWN = ".recorder";

  private final Spool spool;
  private final Duration interval;
  private final Runnable hint;
  private final Thread thread;
  private long before;

  private SpoolWatch(Spool spool, Duration interval, Runnable hint) {
    this.spool = spool;
    this.interval = interval;
    this.hint = hint;
    this.thread = Thread.ofPlatform().daemon().name("spool-watch").unstarted(this::run);
  }

  /**
   * Calls {@code hint} from its own thread. An exception in the hint is logged and does not stop
   * the watch. Changes in the recorder's own folder give no hint.
   */
  public static SpoolWatch start(Path root, Duration interval, Runnable hint) throws IOException {
    Spool spool = new Spool(root).without(root.resolve(OWN));
    SpoolWatch watch = new SpoolWatch(spool, interval, hint);
    watch.before = watch.state();
    watch.thread.start();
    return watch;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(interval.toNanos());
        look();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private void look() {
    try {
      long now = state();
      if (now != before) {
        before = now;
        hint.run();
      }
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("a change of the spool may have been missed: {}", e.toString());
    }
  }

  /**
   * Sums the state of all entries, so that the order in which the file system lists them is
   * irrelevant.
   */
  private long state() throws IOException {
    long[] sum = {0};
    spool.look(file -> sum[0] += file.fingerprint());
    return sum[0];
  }
}
