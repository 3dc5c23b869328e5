package io.sparkrecorder.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One request and its response on one connection. A response may arrive at any time: while the body
 * is still being sent, or after the server stopped reading it.
 */
public final class Exchange {
  private static final int BLOCK = 64 << 10;

  /**
   * How long to wait for a reply to {@code Expect: 100-continue} before sending the body anyway.
   */
  private static final Duration CONTINUE = Duration.ofSeconds(1);

  /** How long to wait for a response that the server may have sent before it stopped reading. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final Request request;
  private final Connections connections;
  private final Expectation expectation;
  private final AtomicReference<Connection> current = new AtomicReference<>();
  private volatile boolean aborted;

  /** Whether the server has replied {@code 100 Continue}. */
  private boolean continued;

  Exchange(Request request, Connections connections, Expectation expectation) {
    this.request = request;
    this.connections = connections;
    this.expectation = expectation;
  }

  /** Sends the request and returns the response as soon as its head has arrived. */
  public Response send() throws IOException {
    boolean expects = request.hasBody() && expectation.isFor(request.body().get());
    Connection connection = use(connections.to(request.origin(), request.hasBody()));
    try {
      return expects ? asked(connection) : sent(connection);
    } catch (IOException | RuntimeException | Error e) {
      closeCurrent();
      throw e;
    }
  }

  /** Ends the exchange at once, from any thread. */
  public void abort() {
    aborted = true;
    closeCurrent();
  }

  private void closeCurrent() {
    Connection connection = current.get();
    if (connection != null) {
      connection.close();
    }
  }

  private Connection use(Connection connection) throws IOException {
    current.set(connection);
    if (aborted) {
      connection.close();
      throw new SocketException("Closed by interrupt");
    }
    return connection;
  }

  /** Sends without {@code Expect}, and replaces an idle connection that the server has closed. */
  private Response sent(Connection connection) throws IOException {
    if (request.hasBody()) {
      connection.out().write(head(connection, false));
      return body(connection, false);
    }
    try {
      connection.out().write(head(connection, false));
      return answer(connection, Head.read(connection.in()), true);
    } catch (EOFException | SocketException e) {
      if (!connection.isUsed() || aborted) {
        throw e;
      }
      connection.close();
      Connection fresh = use(connections.fresh(request.origin()));
      fresh.out().write(head(fresh, false));
      return answer(fresh, Head.read(fresh.in()), true);
    }
  }

  /**
   * Sends with {@code Expect}: no byte of the body leaves before the server replies or the wait
   * ends.
   */
  private Response asked(Connection connection) throws IOException {
    Optional<Head> first;
    try {
      connection.out().write(head(connection, true));
      first = connection.arrives(CONTINUE) ? Optional.of(Head.read(connection.in())) : none();
    } catch (EOFException | SocketException e) {
      return unasked(connection, e);
    }
    if (first.isEmpty()) {
      return body(connection, true);
    }
    if (first.get().isInterim()) {
      continued = true;
      return body(connection, true);
    }
    if (first.get().status() == 417) {
      expectation.refused("answers 417");
      return unasked(connection, new IOException("the server returned status 417"));
    }
    return answer(connection, first.get(), false);
  }

  private static Optional<Head> none() {
    return Optional.empty();
  }

  /** Sends again without {@code Expect}, because the connection ended where the reply was due. */
  private Response unasked(Connection connection, IOException why) throws IOException {
    connection.close();
    if (aborted) {
      throw why;
    }
    Connection fresh = use(connections.fresh(request.origin()));
    fresh.out().write(head(fresh, false));
    Response response = body(fresh, false);
    if (!connection.isUsed()) {
      expectation.refused("ends the connection");
    }
    return response;
  }

  /**
   * @param expected whether the head carried {@code Expect}
   */
  private Response body(Connection connection, boolean expected) throws IOException {
    Optional<Head> refusal = write(connection);
    if (refusal.isPresent()) {
      return answer(connection, refusal.get(), false);
    }
    Head head = Head.read(connection.in());
    if (expected && !continued && head.status() / 100 == 2) {
      expectation.refused("does not answer it");
    }
    return answer(connection, head, true);
  }

  /**
   * Sends the body. Returns the head of a refusal that arrived meanwhile; empty if all was sent.
   */
  private Optional<Head> write(Connection connection) throws IOException {
    Body body = request.body().orElseThrow();
    OutputStream out = body.bytes() < 0 ? new Chunks(connection.out()) : connection.out();
    try (InputStream in = body.source().open()) {
      byte[] block = new byte[Math.clamp(body.bytes() < 0 ? BLOCK : body.bytes(), 1, BLOCK)];
      long sent = 0;
      while (body.bytes() < 0 || sent < body.bytes()) {
        int count = in.read(block);
        if (count < 0) {
          break;
        }
        Optional<Head> refusal = sent == 0 ? Optional.empty() : refusal(connection);
        if (refusal.isPresent()) {
          return refusal;
        }
        try {
          out.write(block, 0, count);
        } catch (IOException e) {
          return Optional.of(lastWords(connection, e));
        }
        sent += count;
      }
      if (sent < body.bytes()) {
        throw new IOException("the body has " + sent + " bytes instead of " + body.bytes());
      }
    }
    if (out instanceof Chunks chunks) {
      chunks.end();
    }
    return Optional.empty();
  }

  /** Reads a final response that arrives while the server should be reading; skips interim ones. */
  private Optional<Head> refusal(Connection connection) throws IOException {
    while (connection.answers()) {
      Head head = Head.read(connection.in());
      if (!head.isInterim()) {
        return Optional.of(head);
      }
      continued = true;
    }
    return Optional.empty();
  }

  private static Head lastWords(Connection connection, IOException broken) throws IOException {
    try {
      while (connection.arrives(LAST_WORDS)) {
        Head head = Head.read(connection.in());
        if (!head.isInterim()) {
          return head;
        }
      }
    } catch (IOException e) {
      broken.addSuppressed(e);
    }
    throw broken;
  }

  /**
   * @param whole whether the server has received the whole request
   */
  private Response answer(Connection connection, Head first, boolean whole) throws IOException {
    Head head = first;
    while (head.isInterim()) {
      head = Head.read(connection.in());
    }
    AnswerBody body =
        AnswerBody.of(head, request.method().equals("HEAD"), whole, connection, connections);
    return new Response(head, body);
  }

  private byte[] head(Connection connection, boolean expects) {
    Optional<Proxy> proxy = connection.readingProxy();
    StringBuilder head = new StringBuilder(request.method()).append(' ');
    proxy.ifPresent(_ -> head.append("http://").append(request.origin().authority()));
    head.append(request.target()).append(" HTTP/1.1\r\n");
    request
        .headers()
        .forEach(
            (name, values) ->
                values.forEach(
                    value -> head.append(name).append(": ").append(value).append("\r\n")));
    proxy.ifPresent(it -> head.append(it.authorization()));
    long bytes = request.body().map(Body::bytes).orElse(0L);
    if (bytes < 0) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else if (request.saysLength()) {
      head.append("Content-Length: ").append(bytes).append("\r\n");
    }
    if (expects) {
      head.append("Expect: 100-continue\r\n");
    }
    return Head.bytes(head.append("\r\n").toString());
  }
}
