package io.sparkrecorder.ship;

import io.sparkrecorder.s3.model.Source;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import io.sparkrecorder.time.HangingFileSystem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * A file on a volume that may hang: opening and reading it have a deadline, and run on threads that
 * may be left behind.
 */
final class PatientSource implements Source {
  private static final int MOST = 128 << 10;

  private final Source source;
  private final BlockingCalls calls;
  private final Deadline deadline;
  private volatile boolean hung;

  /**
   * Opens nothing yet.
   *
   * @param calls calls of the volume's file system
   * @param deadline deadline of all reading
   */
  PatientSource(Source source, BlockingCalls calls, Deadline deadline) {
    this.source = source;
    this.calls = calls;
    this.deadline = deadline;
  }

  /** Tells whether the volume did not answer; each further try may cost a thread. */
  boolean hung() {
    return hung;
  }

  @Override
  public SeekableByteChannel open() throws IOException {
    return new Channel(call("open a file", source::open));
  }

  private <T> T call(String name, BlockingCalls.Call<T> call) throws IOException {
    try {
      return calls.call(name, deadline, call);
    } catch (HangingFileSystem e) {
      hung = true;
      throw e;
    } catch (InterruptedIOException e) {
      throw new ClosedByInterruptException();
    }
  }

  /** Reads into its own buffer: an abandoned read may still write to it. */
  private final class Channel implements SeekableByteChannel {
    private final SeekableByteChannel file;
    private boolean broken;

    Channel(SeekableByteChannel file) {
      this.file = file;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      int most = Math.min(into.remaining(), MOST);
      ByteBuffer buffer = ByteBuffer.allocate(most);
      int read = guarded("read a file", () -> file.read(buffer));
      into.put(buffer.flip());
      return read;
    }

    @Override
    public long position() throws IOException {
      return guarded("read a file", file::position);
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      guarded("read a file", () -> file.position(position));
      return this;
    }

    @Override
    public long size() throws IOException {
      return guarded("look at a file", file::size);
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    /** Leaves a hanging file open, because it cannot be closed in time either. */
    @Override
    public void close() throws IOException {
      if (!broken || !hung) {
        call(
            "close a file",
            () -> {
              file.close();
              return file;
            });
      }
    }

    @Override
    public int write(ByteBuffer from) {
      throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new NonWritableChannelException();
    }

    private <T> T guarded(String name, BlockingCalls.Call<T> work) throws IOException {
      try {
        return call(name, work);
      } catch (IOException | RuntimeException | Error e) {
        broken = true;
        throw e;
      }
    }
  }
}
