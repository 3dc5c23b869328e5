package io.sparkrecorder.spool;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens files of a folder that others may change. Between the look at an entry and its opening the
 * entry may become a named pipe, whose opening blocks until somebody writes to it; no flag that
 * Java offers prevents that. So one thread of this class opens, and is left behind when it blocks.
 */
final class Openings {
  /** A program that keeps swapping pipes in must not take a thread for each. */
  private static final int MOST_BLOCKED = 8;

  private final Opener opener;
  private final Duration patience;
  private ExecutorService thread;
  private int blocked;

  /** Makes no thread yet. */
  Openings(Opener opener, Duration patience) {
    this.opener = opener;
    this.patience = patience;
  }

  /** Opens a file, and may block for ever. */
  interface Opener {
    FileChannel open(SpoolFile file) throws IOException;
  }

  /**
   * Opens a file for reading.
   *
   * @throws IOException also when it is no regular file any more, or its opening blocks
   */
  FileChannel open(SpoolFile file) throws IOException {
    Opening opening = new Opening(opener, file);
    ExecutorService used = begin(opening);
    try {
      return opening.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      leaveBehind(used, opening);
      throw new IOException(file.name() + " does not open: it is no regular file any more");
    } catch (InterruptedException e) {
      opening.abandon();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(file.name());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  private synchronized ExecutorService begin(Opening opening) throws IOException {
    if (blocked >= MOST_BLOCKED) {
      throw new IOException("too many files of the spool block when they are opened");
    }
    if (thread == null) {
      thread =
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().daemon().name("spool-open").factory());
    }
    thread.execute(opening);
    return thread;
  }

  /** Openings that wait behind a blocked one fail as well; the next look tries them again. */
  private synchronized void leaveBehind(ExecutorService used, Opening opening) {
    opening.abandon();
    if (used == thread) {
      thread = null;
      blocked++;
      used.shutdownNow();
    }
  }

  /** One opening, whose file is closed again where nobody waits for it any more. */
  private static final class Opening extends FutureTask<FileChannel> {
    private final Handover handover;

    private Opening(Handover handover) {
      super(handover::open);
      this.handover = handover;
    }

    Opening(Opener opener, SpoolFile file) {
      this(new Handover(opener, file));
    }

    void abandon() {
      handover.abandon();
    }
  }

  private static final class Handover {
    private final Opener opener;
    private final SpoolFile file;
    private FileChannel channel;
    private boolean abandoned;

    Handover(Opener opener, SpoolFile file) {
      this.opener = opener;
      this.file = file;
    }

    FileChannel open() throws IOException {
      FileChannel opened = opener.open(file);
      synchronized (this) {
        channel = opened;
        if (abandoned) {
          channel.close();
        }
        return opened;
      }
    }

    synchronized void abandon() {
      abandoned = true;
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        // The channel is of no use either way.
      }
    }
  }
}
