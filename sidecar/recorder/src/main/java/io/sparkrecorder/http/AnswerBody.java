package io.sparkrecorder.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The body of a response. At its end, the connection returns to the idle connections. */
final class AnswerBody extends InputStream {
  private static final long UNTIL_THE_END = Long.MAX_VALUE;

  /** A body that is closed early is read up to this size, so that the connection can be reused. */
  private static final int WORTH_READING = 64 << 10;

  private final Connection connection;
  private final boolean chunked;
  private final boolean reusable;
  private final Connections connections;

  /** Bytes that remain of the body or, with chunked encoding, of the current chunk. */
  private long left;

  private boolean begun;
  private boolean over;

  private AnswerBody(
      Connection connection,
      Connections connections,
      boolean chunked,
      long left,
      boolean reusable) {
    this.connection = connection;
    this.connections = connections;
    this.chunked = chunked;
    this.left = left;
    this.reusable = reusable;
  }

  /**
   * @param bodiless whether responses to this request have no body, as those to HEAD
   * @param reusable whether the connection can serve another request
   */
  static AnswerBody of(
      Head head, boolean bodiless, boolean reusable, Connection connection, Connections connections)
      throws IOException {
    boolean none = bodiless || head.status() == 204 || head.status() == 304;
    boolean chunked = !none && head.says("Transfer-Encoding", "chunked");
    long length = none || chunked ? 0 : length(head);
    AnswerBody body =
        new AnswerBody(
            connection,
            connections,
            chunked,
            length,
            reusable && length != UNTIL_THE_END && head.keepsConnection());
    if (!chunked && length == 0) {
      body.end();
    }
    return body;
  }

  private static long length(Head head) throws IOException {
    String text = head.header("Content-Length").orElse("");
    try {
      long length = text.isEmpty() ? UNTIL_THE_END : Long.parseLong(text);
      if (length >= 0) {
        return length;
      }
    } catch (NumberFormatException e) {
      throw new IOException("the response has the invalid length " + text, e);
    }
    throw new IOException("the response has the invalid length " + text);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    Objects.checkFromIndexSize(from, count, into.length);
    if (count == 0) {
      return 0;
    }
    if (over || (chunked && left == 0 && !nextChunk())) {
      return -1;
    }
    int got = connection.in().read(into, from, (int) Math.min(count, left));
    if (got < 0) {
      return endOfStream();
    }
    if (left != UNTIL_THE_END) {
      left -= got;
    }
    if (left == 0 && !chunked) {
      end();
    }
    return got;
  }

  private int endOfStream() throws IOException {
    boolean whole = left == UNTIL_THE_END;
    over = true;
    connection.close();
    if (whole) {
      return -1;
    }
    throw new EOFException("the connection ended before the response did");
  }

  private boolean nextChunk() throws IOException {
    if (begun) {
      Head.line(connection.in());
    }
    begun = true;
    String size = Head.line(connection.in()).split(";", 2)[0].strip();
    // Only digits count: a chunk size of "-1" must not end the body.
    if (!size.matches("\\p{XDigit}{1,15}")) {
      throw new IOException("the response has a chunk of the invalid size " + size);
    }
    left = Long.parseLong(size, 16);
    if (left > 0) {
      return true;
    }
    Head.headers(connection.in());
    end();
    return false;
  }

  private void end() {
    over = true;
    if (reusable) {
      connections.giveBack(connection);
    } else {
      connection.close();
    }
  }

  /** Ends the body at once and closes the connection if it is still in use. */
  void abort() {
    if (!over) {
      over = true;
      connection.close();
    }
  }

  @Override
  public void close() throws IOException {
    if (!over && reusable && (chunked || left <= WORTH_READING)) {
      readNBytes(WORTH_READING);
    }
    abort();
  }
}
