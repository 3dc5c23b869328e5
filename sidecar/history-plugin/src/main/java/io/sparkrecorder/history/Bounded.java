package io.sparkrecorder.history;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Refuses a document that is longer than it may be. */
final class Bounded extends FilterInputStream {
  private final long most;
  private long read;

  Bounded(InputStream in, long most) {
    super(in);
    this.most = most;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next >= 0) {
      count(1);
    }
    return next;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int got = super.read(bytes, from, length);
    if (got > 0) {
      count(got);
    }
    return got;
  }

  private void count(int more) throws Malformed {
    read += more;
    if (read > most) {
      throw new Malformed("it is larger than " + (most >> 20) + " MiB");
    }
  }
}
