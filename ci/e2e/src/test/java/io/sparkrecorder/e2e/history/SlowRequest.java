package io.sparkrecorder.e2e.history;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** A request whose header comes line by line: a server can answer only after the last one. */
final class SlowRequest implements AutoCloseable {
  /** Spark's server closes a connection on which nothing has come for 8 seconds. */
  private static final Duration PACE = Duration.ofSeconds(2);

  private final Socket socket;

  private SlowRequest(Socket socket) {
    this.socket = socket;
  }

  /** Begins a GET at a port of this machine. */
  static SlowRequest to(int port, String path) throws IOException {
    SlowRequest request = new SlowRequest(new Socket("localhost", port));
    request.line("GET " + path + " HTTP/1.1");
    request.line("Host: localhost");
    return request;
  }

  /** Sends lines that mean nothing until a moment has come. */
  void trickleUntil(Instant moment) {
    eventually("it is " + moment)
        .pollInterval(PACE)
        .until(
            () -> {
              line("X-Slow: really");
              return Instant.now().isAfter(moment);
            });
  }

  /** Sends the rest of the request, and gives the answer unchanged. */
  String finish() throws IOException {
    line("Connection: close");
    line("");
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void line(String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
