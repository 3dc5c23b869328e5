package io.sparkrecorder.spool;

import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import io.sparkrecorder.time.HangingFileSystem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;

/**
 * Opens files of a folder that others may change. Between the look at an entry and its opening the
 * entry may become a named pipe, whose opening blocks until somebody writes to it; no flag that
 * Java offers prevents that. So another thread opens, and is left behind when it blocks.
 */
final class Openings {
  private final Opener opener;
  private final Duration patience;
  private final BlockingCalls calls;

  /** Makes no thread yet. */
  Openings(Opener opener, Duration patience) {
    this.opener = opener;
    this.patience = patience;
    this.calls = new BlockingCalls("the spool", patience);
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
    Handover handover = new Handover(opener, file);
    try {
      return calls.call("open " + file.name(), Deadline.in(patience), handover::open);
    } catch (HangingFileSystem e) {
      handover.abandon();
      throw new IOException(file.name() + " does not open: it is no regular file any more", e);
    } catch (IOException | RuntimeException | Error e) {
      handover.abandon();
      throw e;
    }
  }

  /** One opening, whose file is closed again where nobody waits for it any more. */
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
