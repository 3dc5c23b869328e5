package io.sparkrecorder.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes a body of unknown length in chunked encoding. */
final class Chunks extends FilterOutputStream {
  Chunks(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    if (count > 0) {
      out.write(Head.bytes(Integer.toHexString(count) + "\r\n"));
      out.write(bytes, from, count);
      out.write(Head.bytes("\r\n"));
    }
  }

  void end() throws IOException {
    out.write(Head.bytes("0\r\n\r\n"));
  }
}
