package io.sparkrecorder.history;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes the prefix of a history server's path away, as the gateway of a cluster does. */
final class Gateway implements AutoCloseable {
  static final String PREFIX = "/sparkhistory/ns1";

  private static final Set<String> PASSED = Set.of("range", "if-range", "x-user", "user-agent");
  private static final Set<String> OWN =
      Set.of("content-length", "transfer-encoding", "connection");

  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile int target;
  private volatile String user = "alice";

  Gateway() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.createContext("/", this::pass);
    server.setExecutor(threads);
    server.start();
  }

  /** Sends requests to this port. */
  void to(int port) {
    target = port;
  }

  /** Names the user of requests that name none. */
  void as(String name) {
    user = name;
  }

  URI origin() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      if (!path.startsWith(PREFIX + "/")) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      String query = exchange.getRequestURI().getRawQuery();
      HttpResponse<byte[]> answer =
          ask(exchange, path.substring(PREFIX.length()) + (query == null ? "" : "?" + query));
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!OWN.contains(name)) {
                  exchange.getResponseHeaders().put(name, List.copyOf(values));
                }
              });
      boolean head = exchange.getRequestMethod().equals("HEAD");
      if (head) {
        answer
            .headers()
            .firstValue("content-length")
            .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
      }
      byte[] body = answer.body();
      exchange.sendResponseHeaders(
          answer.statusCode(), head || body.length == 0 ? -1 : body.length);
      if (!head && body.length > 0) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<byte[]> ask(HttpExchange exchange, String path)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + target + path))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.noBody());
    boolean named = exchange.getRequestHeaders().containsKey("X-User");
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (PASSED.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    if (!named) {
      request.header("X-User", user);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
