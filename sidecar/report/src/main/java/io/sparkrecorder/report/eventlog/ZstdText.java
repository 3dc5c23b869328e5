package io.sparkrecorder.report.eventlog;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The text of zstd frames; if the file breaks off, all complete blocks come before the failure. */
final class ZstdText extends InputStream {
  private final ZstdFrames frames;
  private final InputStream text;

  ZstdText(InputStream in) {
    frames = new ZstdFrames(in);
    text = new ZstdInputStream(frames);
  }

  @Override
  public int read() throws IOException {
    return checked(text.read());
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    return checked(text.read(into, offset, length));
  }

  private int checked(int result) throws IOException {
    if (result < 0 && frames.problem().isPresent()) {
      throw new EOFException(frames.problem().get());
    }
    return result;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
