package io.sparkrecorder.report.eventlog;

import io.sparkrecorder.text.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of a text, each as a stream, so that a line of any length needs no memory. */
final class Lines {
  private static final int BUFFER = 64 << 10;

  private final InputStream in;
  private final long most;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private long taken;
  private boolean ended;
  private long complete;

  /** The failure that ends the text, kept until the lines before it are taken. */
  private Optional<IOException> failure = Optional.empty();

  /**
   * Reads a text.
   *
   * @param most bytes after which it ends
   */
  Lines(InputStream in, long most) {
    this.in = in;
    this.most = most;
  }

  /** Tells whether there is another line, which {@link #line} then gives. */
  boolean next() throws IOException {
    return at < end || fill();
  }

  /** The first bytes of the line, if they are in memory. */
  String prefix(int length) {
    int count = Math.min(length, end - at);
    return new String(buffer, at, count, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /** The number of lines whose end was reached. */
  long complete() {
    return complete;
  }

  /** Whether the text was cut at the limit. */
  boolean cut() {
    return taken >= most;
  }

  /** The bytes of the line; whatever is not read of it is skipped when it is closed. */
  InputStream line() {
    return new Line();
  }

  private boolean fill() throws IOException {
    at = 0;
    end = 0;
    if (!append() && failure.isPresent()) {
      throw failure.get();
    }
    return end > 0;
  }

  /** Moves the remaining bytes to the front, and reads on, so that a prefix is in memory. */
  void fillAtLeast(int length) {
    if (end - at >= length) {
      return;
    }
    System.arraycopy(buffer, at, buffer, 0, end - at);
    end -= at;
    at = 0;
    while (end < length && append()) {
      // Another part of the prefix is there.
    }
  }

  /** Reads on behind the bytes in memory; false if there is nothing more, or it fails. */
  private boolean append() {
    if (ended || failure.isPresent() || taken >= most) {
      return false;
    }
    try {
      int count = Math.max(0, in.read(buffer, end, buffer.length - end));
      end += count;
      taken += count;
      ended = count == 0;
      return !ended;
    } catch (IOException | RuntimeException e) {
      failure = Optional.of(new IOException(Failures.message(e), e));
      return false;
    }
  }

  private final class Line extends InputStream {
    private boolean over;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (over || (at == end && !fill())) {
        over = true;
        return -1;
      }
      int until = at;
      while (until < end && until - at < length && buffer[until] != '\n') {
        until++;
      }
      int count = until - at;
      System.arraycopy(buffer, at, into, offset, count);
      at = until;
      if (at < end && buffer[at] == '\n') {
        end();
      }
      return count == 0 && over ? -1 : count;
    }

    private void end() {
      at++;
      complete++;
      over = true;
    }

    @Override
    public void close() throws IOException {
      while (!over && (at < end || fill())) {
        while (at < end && buffer[at] != '\n') {
          at++;
        }
        if (at < end) {
          end();
        }
      }
    }
  }
}
