package io.sparkrecorder.store;

import io.sparkrecorder.checksum.Crc32c;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** A document in a {@link Scratch}: written once from its begin to its end, then read. */
public final class ScratchText extends OutputStream {
  private static final int BLOCK = 32 << 10;

  private final Scratch scratch;
  private final CRC32C crc = new CRC32C();
  private final byte[] buffer = new byte[BLOCK];
  private int filled;

  /** Position and length of each block, in turn. */
  private long[] blocks = new long[16];

  private int count;
  private long bytes;

  public ScratchText(Scratch scratch) {
    this.scratch = scratch;
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    crc.update(from, offset, length);
    bytes += length;
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, BLOCK - filled);
      System.arraycopy(from, offset + done, buffer, filled, part);
      filled += part;
      done += part;
      if (filled == BLOCK) {
        store();
      }
    }
  }

  @Override
  public void close() {
    store();
  }

  public long bytes() {
    return bytes;
  }

  public Crc32c crc32c() {
    return Crc32c.of(crc);
  }

  /** Reads the whole document, once this is closed. */
  public InputStream open() {
    return new Blocks();
  }

  private void store() {
    if (filled == 0) {
      return;
    }
    if (2 * count == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * blocks.length);
    }
    blocks[2 * count] = scratch.append(buffer, filled);
    blocks[2 * count + 1] = filled;
    count++;
    filled = 0;
  }

  /** Reads one block after the other. */
  private final class Blocks extends InputStream {
    private int next;
    private InputStream block = InputStream.nullInputStream();

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int most) throws IOException {
      while (true) {
        int read = block.read(into, offset, most);
        if (read >= 0 || next == count) {
          return read;
        }
        block = scratch.read(blocks[2 * next], (int) blocks[2 * next + 1]);
        next++;
      }
    }
  }
}
