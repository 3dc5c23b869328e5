package io.sparkrecorder.report.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sparkrecorder.cli.WrongUse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Serves a page to this machine alone. It knows its paths: no request reaches the file system by a
 * name. A page of another origin cannot read it under a name of its own, because the host must be
 * the loopback's.
 */
final class PageServer implements AutoCloseable {
  private record Resource(Path file, String type) {}

  private final HttpServer server;
  private final Map<String, Resource> resources;
  private final CountDownLatch end = new CountDownLatch(1);

  private PageServer(HttpServer server, Path page, Path data) {
    this.server = server;
    this.resources =
        Map.of(
            "/", new Resource(page, "text/html; charset=utf-8"),
            "/report.html", new Resource(page, "text/html; charset=utf-8"),
            "/profile.json.gz", new Resource(data, "application/gzip"));
  }

  static PageServer start(int port, Path page, Path data) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (BindException e) {
      throw new WrongUse("--port %d is in use: give another one, or none".formatted(port));
    }
    PageServer pages = new PageServer(server, page, data);
    server.createContext("/", pages::answer);
    server.start();
    return pages;
  }

  String url() {
    return "http://%s:%d/".formatted(host(), server.getAddress().getPort());
  }

  private String host() {
    String address = server.getAddress().getAddress().getHostAddress();
    return address.indexOf(':') < 0 ? address : "[::1]";
  }

  /** Waits until the process is told to end. */
  void await() throws InterruptedException {
    end.await();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      Resource resource = resources.get(exchange.getRequestURI().getRawPath());
      if (!isLoopback(exchange.getRequestHeaders().getFirst("Host"))) {
        exchange.sendResponseHeaders(403, -1);
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.sendResponseHeaders(405, -1);
      } else if (resource == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        send(exchange, resource, method.equals("HEAD"));
      }
    }
  }

  private boolean isLoopback(String host) {
    int port = server.getAddress().getPort();
    return host != null && (host.equals(host() + ":" + port) || host.equals("localhost:" + port));
  }

  private static void send(HttpExchange exchange, Resource resource, boolean headOnly)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", resource.type());
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(200, headOnly ? -1 : Files.size(resource.file()));
    if (!headOnly) {
      try (OutputStream body = exchange.getResponseBody()) {
        Files.copy(resource.file(), body);
      }
    }
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
  }
}
