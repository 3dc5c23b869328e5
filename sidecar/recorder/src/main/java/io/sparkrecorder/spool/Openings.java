package io.sparkrecorder.spool;

import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import io.sparkrecorder.time.HangingFileSystem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Opens files of a folder that others may change. Between the look at an entry and its opening, the
 * entry may become a named pipe, which blocks the opening until a writer comes; no open flag in
 * Java prevents that. Therefore another thread opens the file, and is abandoned if it blocks.
 */
final class Openings {
  private final Opener opener;
  private final Duration patience;
  private final BlockingCalls calls;

  /** Prepares openings; a thread starts with the first one. */
  Openings(Opener opener, Duration patience) {
    this.opener = opener;
    this.patience = patience;
    this.calls = new BlockingCalls("the spool", patience);
  }

  /** Opens a file, and may block forever. */
  interface Opener {
    FileChannel open(SpoolFile file) throws IOException;
  }

  /**
   * Opens a file for reading.
   *
   * @throws IOException also if it is no longer a regular file, or if its opening blocks
   */
  FileChannel open(SpoolFile file) throws IOException {
    Handover handover = new Handover(opener, file);
    try {
      return calls.call("open " + file.name(), Deadline.in(patience), handover::open);
    } catch (HangingFileSystem e) {
      handover.abandon();
      throw new IOException(file.name() + " does not open: it is no longer a regular file", e);
    } catch (IOException | RuntimeException | Error e) {
      handover.abandon();
      throw e;
    }
  }

  /** One opening; closes its file again if the caller has stopped waiting. */
  private static final class Handover {
    private final Opener opener;
    private final SpoolFile file;
    private @Nullable FileChannel channel;
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
          opened.close();
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
        // The channel is useless either way.
      }
    }
  }
}
