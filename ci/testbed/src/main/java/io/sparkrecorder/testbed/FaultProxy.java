package io.sparkrecorder.testbed;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in front of a real HTTP server on loopback and passes requests on unchanged, because the
 * Host header is signed. On request of a test, it fails the way real networks do. Every connection
 * serves one request.
 */
public final class FaultProxy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FaultProxy.class);
  private static final int BUFFER = 64 << 10;

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private final URI server;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final List<HttpRequest> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A fault and the requests that it affects, until its count is used up. */
  public final class Rule {
    private final Predicate<HttpRequest> requests;
    private final Fault fault;
    private final AtomicInteger left;
    private final AtomicInteger hits = new AtomicInteger();

    private Rule(Predicate<HttpRequest> requests, Fault fault, int times) {
      this.requests = requests;
      this.fault = fault;
      this.left = new AtomicInteger(times);
    }

    private boolean takes(HttpRequest request) {
      if (requests.test(request) && left.getAndUpdate(count -> count > 0 ? count - 1 : 0) > 0) {
        hits.incrementAndGet();
        return true;
      }
      return false;
    }

    /** The number of requests affected so far. */
    public int hits() {
      return hits.get();
    }

    /** Ends the fault. */
    public void end() {
      rules.remove(this);
    }
  }

  private FaultProxy(URI server, ServerSocket listener) {
    this.server = server;
    this.listener = listener;
  }

  /** Starts a proxy on a free port. */
  public static FaultProxy before(URI server) {
    try {
      FaultProxy proxy =
          new FaultProxy(server, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
      proxy.threads.execute(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Applies the fault to every such request that no earlier rule affects. */
  public Rule on(Predicate<HttpRequest> requests, Fault fault) {
    return on(requests, Integer.MAX_VALUE, fault);
  }

  /** Applies the fault to {@code times} such requests. */
  public Rule on(Predicate<HttpRequest> requests, int times, Fault fault) {
    Rule rule = new Rule(requests, fault, times);
    rules.add(rule);
    return rule;
  }

  /** All requests so far, including those that met a fault. */
  public List<HttpRequest> requests() {
    return List.copyOf(requests);
  }

  /** The number of such requests so far. */
  public int count(Predicate<HttpRequest> matching) {
    return Math.toIntExact(requests.stream().filter(matching).count());
  }

  /** Forgets the requests and the faults. */
  public void reset() {
    rules.clear();
    requests.clear();
  }

  @Override
  public void close() {
    closed.countDown();
    closeQuietly(listener);
    sockets.forEach(FaultProxy::closeQuietly);
    threads.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException | RejectedExecutionException e) {
        LOG.debug("no more connections", e);
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream(), BUFFER);
      Optional<HttpRequest> request = HttpRequest.read(in);
      if (request.isPresent()) {
        requests.add(request.get());
        serve(request.get(), in, client);
      }
    } catch (IOException e) {
      LOG.debug("connection ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(client);
    }
  }

  private void serve(HttpRequest request, InputStream in, Socket client)
      throws IOException, InterruptedException {
    Optional<Fault> fault =
        rules.stream().filter(rule -> rule.takes(request)).findFirst().map(rule -> rule.fault);
    if (fault.isEmpty()) {
      forward(request, in, client, Body.whole(), Long.MAX_VALUE);
      return;
    }
    switch (fault.get()) {
      case Fault.Answer _, Fault.Page _ -> answer(request, in, client, fault.get());
      case Fault.EarlyAnswer(long bytes, Fault answer) ->
          answerEarly(request, in, client, bytes, answer);
      case Fault.HangUp() -> client.setSoLinger(true, 0);
      case Fault.Cut(long bytes) -> forward(request, in, client, Body.cut(bytes), Long.MAX_VALUE);
      case Fault.Corrupt(long offset) ->
          forward(request, in, client, Body.corrupt(offset), Long.MAX_VALUE);
      case Fault.LoseAnswer() -> forward(request, in, client, Body.whole(), 0);
      case Fault.CutAnswer(long bytes) -> forward(request, in, client, Body.whole(), bytes);
      case Fault.Swallow() -> swallow(request, client);
      case Fault.Delay(var duration) -> {
        Thread.sleep(duration);
        forward(request, in, client, Body.whole(), Long.MAX_VALUE);
      }
      case Fault.Redate(var by) -> redate(request, in, client, by);
      case Fault.Before(Runnable action) -> {
        action.run();
        forward(request, in, client, Body.whole(), Long.MAX_VALUE);
      }
    }
  }

  /**
   * The part of the body that reaches the server: {@code cut} bytes, with the byte at {@code bad}
   * changed.
   */
  private record Body(long cut, long bad) {
    static Body whole() {
      return new Body(Long.MAX_VALUE, -1);
    }

    static Body cut(long bytes) {
      return new Body(bytes, -1);
    }

    static Body corrupt(long offset) {
      return new Body(Long.MAX_VALUE, offset);
    }
  }

  private void forward(HttpRequest request, InputStream in, Socket client, Body body, long answer)
      throws IOException {
    try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
      sockets.add(upstream);
      upstream.getOutputStream().write(request.head());
      threads.execute(() -> sendBody(request, in, client, upstream, body));
      receive(request, upstream, client, answer);
      sockets.remove(upstream);
    }
  }

  /** The server closes the connection after its response, so that the rest of it is its body. */
  private void redate(HttpRequest request, InputStream in, Socket client, Duration by)
      throws IOException {
    try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
      sockets.add(upstream);
      upstream.getOutputStream().write(request.head());
      threads.execute(() -> sendBody(request, in, client, upstream, Body.whole()));
      InputStream response = new BufferedInputStream(upstream.getInputStream(), BUFFER);
      OutputStream out = client.getOutputStream();
      out.write(Redated.head(response, by));
      response.transferTo(out);
      sockets.remove(upstream);
    }
  }

  private static void sendBody(
      HttpRequest request, InputStream in, Socket client, Socket upstream, Body body) {
    try {
      OutputStream out = upstream.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      long done = 0;
      long end = Math.min(request.bodyLength(), body.cut());
      while (done < end) {
        int count = in.read(buffer, 0, (int) Math.min(BUFFER, end - done));
        if (count < 0) {
          break;
        }
        if (body.bad() >= done && body.bad() < done + count) {
          buffer[(int) (body.bad() - done)] ^= 1;
        }
        out.write(buffer, 0, count);
        done += count;
      }
      if (end < request.bodyLength()) {
        closeQuietly(client);
        closeQuietly(upstream);
      }
    } catch (IOException e) {
      LOG.debug("body ended", e);
    }
  }

  /** Passes on {@code answer} bytes of the response, but reads all of it from the server. */
  private static void receive(HttpRequest request, Socket upstream, Socket client, long answer)
      throws IOException {
    InputStream in = upstream.getInputStream();
    OutputStream out = client.getOutputStream();
    if (answer == 0 && request.expectsContinue()) {
      out.write(CONTINUE);
    }
    byte[] buffer = new byte[BUFFER];
    long left = answer;
    int count;
    while ((count = in.read(buffer)) >= 0) {
      out.write(buffer, 0, (int) Math.min(count, left));
      left -= Math.min(count, left);
    }
  }

  private static void answer(HttpRequest request, InputStream in, Socket client, Fault answer)
      throws IOException {
    client.getOutputStream().write(bytes(request, answer));
    client.shutdownOutput();
    // Closing with unread bytes would reset the connection and lose the response.
    in.transferTo(OutputStream.nullOutputStream());
  }

  private static void answerEarly(
      HttpRequest request, InputStream in, Socket client, long afterBytes, Fault answer)
      throws IOException {
    if (request.expectsContinue()) {
      client.getOutputStream().write(CONTINUE);
    }
    in.skipNBytes(Math.min(afterBytes, request.bodyLength()));
    client.getOutputStream().write(bytes(request, answer));
  }

  private static byte[] bytes(HttpRequest request, Fault answer) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ");
    String body;
    switch (answer) {
      case Fault.Answer(int status, String code, String message) -> {
        body =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
                .formatted(code, message);
        head.append(status).append(" S3\r\nContent-Type: application/xml\r\n");
      }
      case Fault.Page(int status, String html, var headers) -> {
        body = html;
        head.append(status).append(" Page\r\nContent-Type: text/html; charset=utf-8\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
      }
      default -> throw new IllegalArgumentException(answer.toString());
    }
    head.append("Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n");
    String sent = request.method().equals("HEAD") ? head.toString() : head + body;
    return sent.getBytes(StandardCharsets.UTF_8);
  }

  private void swallow(HttpRequest request, Socket client)
      throws IOException, InterruptedException {
    if (request.expectsContinue()) {
      client.getOutputStream().write(CONTINUE);
    }
    closed.await();
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.debug("close", e);
    }
  }
}
