package io.sparkrecorder.report.eventlog;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A stream of compressed blocks, of which one at a time is in memory. */
abstract class Blocks extends InputStream {
  private static final int LARGEST = 1 << 25;

  private final InputStream in;
  private final String codec;
  private byte[] compressed = new byte[0];
  private byte[] block = new byte[0];
  private int at;
  private int end;

  /**
   * Reads from a stream, which it closes.
   *
   * @param codec its name and article for messages, such as {@code "an lz4"}
   */
  Blocks(InputStream in, String codec) {
    this.in = in;
    this.codec = codec;
  }

  /** Unpacks the next block, or another part of the stream; returns false at its end. */
  abstract boolean next(InputStream from) throws IOException;

  /** Gives the bytes of the array to the reader, once they are known to be right. */
  final void give(int size) {
    at = 0;
    end = size;
  }

  /** Reads the compressed bytes of a block. */
  final byte[] compressed(int stored) throws IOException {
    refuseLarge(stored);
    compressed = sized(compressed, stored);
    if (in.readNBytes(compressed, 0, stored) < stored) {
      throw breaksOff();
    }
    return compressed;
  }

  /** The array for the bytes of a block. */
  final byte[] block(int size) throws IOException {
    refuseLarge(size);
    block = sized(block, size);
    return block;
  }

  final void refuseLarge(int size) throws IOException {
    if (size < 0 || size > LARGEST) {
      throw new IOException("%s block of %d bytes is refused".formatted(codec, size));
    }
  }

  final EOFException breaksOff() {
    return new EOFException(codec + " block breaks off");
  }

  @Override
  public int read() throws IOException {
    return more() ? block[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (!more()) {
      return -1;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(block, at, into, offset, count);
    at += count;
    return count;
  }

  private boolean more() throws IOException {
    while (at == end) {
      if (!next(in)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] sized(byte[] buffer, int size) {
    return buffer.length >= size ? buffer : new byte[size];
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
