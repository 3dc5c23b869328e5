package io.sparkrecorder.spool;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.commons.io.monitor.FileAlterationListenerAdaptor;
import org.apache.commons.io.monitor.FileAlterationMonitor;
import org.apache.commons.io.monitor.FileAlterationObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that something in the spool may have changed. Its word is a hint only: it does not see what
 * was there before it began, nor what comes and goes between two looks.
 */
public final class SpoolWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolWatch.class);

  private final FileAlterationMonitor monitor;

  private SpoolWatch(FileAlterationMonitor monitor) {
    this.monitor = monitor;
  }

  /** Calls {@code hint} from a thread of its own; what that throws is logged and ends nothing. */
  public static SpoolWatch start(Path root, Duration interval, Runnable hint) throws IOException {
    FileAlterationObserver observer = FileAlterationObserver.builder().setPath(root).get();
    observer.addListener(new Hints(hint));
    FileAlterationMonitor monitor = new FileAlterationMonitor(interval.toMillis(), observer);
    monitor.setThreadFactory(Thread.ofPlatform().daemon().name("spool-watch").factory());
    try {
      monitor.start();
    } catch (Exception e) {
      throw new IOException("cannot watch " + root, e);
    }
    return new SpoolWatch(monitor);
  }

  @Override
  public void close() {
    try {
      monitor.stop();
    } catch (Exception e) {
      LOG.warn("the watch did not stop: {}", e.toString());
    }
  }

  /** An exception that left a listener would end the monitor's thread without a word. */
  private static final class Hints extends FileAlterationListenerAdaptor {
    private final Runnable hint;

    Hints(Runnable hint) {
      this.hint = hint;
    }

    @Override
    public void onFileCreate(File file) {
      pass();
    }

    @Override
    public void onFileChange(File file) {
      pass();
    }

    private void pass() {
      try {
        hint.run();
      } catch (RuntimeException e) {
        LOG.error("a hint from the spool was not taken", e);
      }
    }
  }
}
