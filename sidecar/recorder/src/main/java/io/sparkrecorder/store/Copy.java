package io.sparkrecorder.store;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Bytes that went from the spool into the store.
 *
 * @param bytes number of bytes; less than requested if the source was shorter or the time ran out
 * @param crc32c checksum of the bytes
 */
record Copy(long bytes, Crc32c crc32c) {
  /**
   * Size of a buffer on the heap: only the garbage collector frees direct memory, and it rarely
   * runs here.
   */
  private static final int BUFFER = 64 << 10;

  Copy then(Copy next) {
    return new Copy(bytes + next.bytes, crc32c.then(next.crc32c, next.bytes));
  }

  /** Opens the file to copy. */
  interface Sources {
    FileChannel open(Source source) throws IOException;
  }

  /** Copies slices one after the other to an empty file, and onto the disk. */
  static Copy of(List<Slice> slices, FileChannel to, Deadline deadline, Sources sources)
      throws IOException {
    Copy all = new Copy(0, Crc32c.EMPTY);
    try (FileChannel channel = to) {
      for (Slice slice : slices) {
        all = all.then(of(slice, channel, deadline, sources));
      }
      channel.force(true);
    }
    return all;
  }

  /** Reads slices one after the other and computes their checksum, without a copy. */
  static Copy read(List<Slice> slices, Deadline deadline, Sources sources) throws IOException {
    Copy all = new Copy(0, Crc32c.EMPTY);
    try (WritableByteChannel nowhere = Channels.newChannel(OutputStream.nullOutputStream())) {
      for (Slice slice : slices) {
        all = all.then(of(slice, nowhere, deadline, sources));
      }
    }
    return all;
  }

  /** Appends the slice at the target's position and computes its checksum on the way. */
  static Copy of(Slice slice, WritableByteChannel target, Deadline deadline, Sources sources)
      throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(slice.length(), 1, BUFFER));
    long done = 0;
    try (FileChannel source = sources.open(slice.source())) {
      while (done < slice.length() && !deadline.passed()) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), slice.length() - done));
        if (source.read(buffer, slice.offset() + done) < 0) {
          break;
        }
        buffer.flip();
        if (slice.zeroAt() >= done && slice.zeroAt() < done + buffer.limit()) {
          buffer.put((int) (slice.zeroAt() - done), (byte) 0);
        }
        if (slice.masked()) {
          Arrays.fill(buffer.array(), 0, buffer.limit(), (byte) Slice.MASK);
        }
        crc.update(buffer.duplicate());
        done += buffer.remaining();
        while (buffer.hasRemaining()) {
          target.write(buffer);
        }
      }
    }
    return new Copy(done, Crc32c.of(crc));
  }
}
