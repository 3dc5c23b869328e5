package io.sparkrecorder.report.eventlog;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The text of zstd frames; if the file breaks off or is damaged, all complete blocks come before
 * the failure. A decompressor that fails at a block still holds text of the blocks before it, so
 * the file is read again up to that block.
 */
final class ZstdText extends InputStream {
  private static final int MOST_TRIES = 4;

  private final Codec.Opener file;
  private ZstdFrames frames;
  private InputStream text;
  private long delivered;

  /**
   * Takes a file.
   *
   * @param file opens it again
   */
  ZstdText(InputStream in, Codec.Opener file) {
    this.file = file;
    this.frames = new ZstdFrames(in, Long.MAX_VALUE);
    this.text = new ZstdInputStream(frames);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count;
    try {
      count = text.read(into, offset, length);
    } catch (IOException | RuntimeException e) {
      count = readAgain(into, offset, length);
    }
    if (count < 0 && frames.problem().isPresent()) {
      throw new EOFException(frames.problem().get());
    }
    delivered += Math.max(0, count);
    return count;
  }

  /**
   * Begins again, up to the block in front of the last one that the decompressor got, or a few
   * blocks less as it reads ahead, and skips the text that was delivered.
   */
  private int readAgain(byte[] into, int offset, int length) throws IOException {
    long intact = frames.given() - 1;
    for (int tries = 1; ; tries++) {
      text.close();
      frames = new ZstdFrames(file.open(), intact);
      text = new ZstdInputStream(frames);
      try {
        text.skipNBytes(delivered);
        return text.read(into, offset, length);
      } catch (IOException | RuntimeException e) {
        if (tries == MOST_TRIES || intact == 0) {
          throw e;
        }
        intact--;
      }
    }
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
