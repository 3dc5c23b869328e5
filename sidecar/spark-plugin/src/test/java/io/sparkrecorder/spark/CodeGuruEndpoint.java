package io.sparkrecorder.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** CodeGuru's API on the loopback interface: answers agents, and keeps what they send. */
final class CodeGuruEndpoint implements AutoCloseable {
  private static final Pattern CONFIGURE =
      Pattern.compile("POST /profilingGroups/([^/]+)/configureAgent");
  private static final Pattern PROFILE =
      Pattern.compile("POST /profilingGroups/([^/]+)/agentProfile\\?profileToken=[0-9a-f-]{36}");
  private static final String CONFIGURATION =
      "{\"periodInSeconds\":300,\"shouldProfile\":true,"
          + "\"agentParameters\":{\"SamplingIntervalInMilliseconds\":\"1000\"}}";

  private final HttpServer server;
  private final List<String> configured = new CopyOnWriteArrayList<>();
  private final List<String> profiles = new CopyOnWriteArrayList<>();
  private final List<String> unknown = new CopyOnWriteArrayList<>();

  private CodeGuruEndpoint(HttpServer server) {
    this.server = server;
  }

  static CodeGuruEndpoint open() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CodeGuruEndpoint endpoint = new CodeGuruEndpoint(server);
    server.createContext("/", endpoint::answer);
    server.start();
    return endpoint;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Profiling group and body of each ConfigureAgent. */
  List<String> configured() {
    return configured;
  }

  /** Profiling group and body of each PostAgentProfile. */
  List<String> profiles() {
    return profiles;
  }

  /** Requests that CodeGuru does not know, or that are not signed for it. */
  List<String> unknown() {
    return unknown;
  }

  /** The processes that sent these requests. */
  static List<String> processes(List<String> requests) {
    return requests.stream()
        .map(request -> request.replaceAll("(?s).*pid\\W+(\\d+).*", "$1"))
        .distinct()
        .sorted()
        .collect(Collectors.toList());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Matcher configure = CONFIGURE.matcher(request);
      Matcher profile = PROFILE.matcher(request);
      String signature = "" + exchange.getRequestHeaders().getFirst("Authorization");
      if (!signature.contains("/codeguru-profiler/aws4_request")) {
        unknown.add(request + " " + signature);
        exchange.sendResponseHeaders(403, -1);
      } else if (configure.matches()) {
        configured.add(configure.group(1) + " " + body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, CONFIGURATION.length());
        exchange.getResponseBody().write(CONFIGURATION.getBytes(UTF_8));
      } else if (profile.matches()) {
        profiles.add(profile.group(1) + " " + body);
        exchange.sendResponseHeaders(204, -1);
      } else {
        unknown.add(request);
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
