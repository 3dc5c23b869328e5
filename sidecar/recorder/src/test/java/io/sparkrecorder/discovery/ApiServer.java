package io.sparkrecorder.discovery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Answers like an API server in states that no test may bring a real one into: a webhook with a
 * wrong certificate, a cluster without policies, an old version.
 */
public final class ApiServer implements AutoCloseable {
  private static final String PODS = "/api/v1/namespaces/team-a/pods";
  private static final String APPLICATIONS =
      "/apis/sparkoperator.k8s.io/v1beta2/namespaces/team-a/sparkapplications";

  private record Answer(int status, String json) {}

  private final HttpServer server;
  private final Map<String, UnaryOperator<String>> given = new ConcurrentHashMap<>();
  private final Map<String, Answer> refused = new ConcurrentHashMap<>();

  private ApiServer(HttpServer server) {
    this.server = server;
  }

  /** Starts a server of Kubernetes 1.36 that admits pods unchanged and knows no operator. */
  public static ApiServer start() {
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      ApiServer server = new ApiServer(http);
      http.createContext("/", server::answer);
      http.start();
      server.version("1", "36");
      server.admits(pod -> pod);
      server.pods();
      server.refuses("POST", APPLICATIONS, 404, "the server could not find the requested resource");
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Questions to this server about the namespace team-a. */
  public Inquiry inquiry() {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .build();
    return new Inquiry(new Cluster(() -> config), Optional.of("team-a"));
  }

  public void version(String major, String minor) {
    gives("GET", "/version", "{\"major\": \"%s\", \"minor\": \"%s\"}".formatted(major, minor));
  }

  /** Changes each created pod like this. */
  public void admits(UnaryOperator<Pod> admission) {
    given.put(
        "POST " + PODS,
        body -> Serialization.asJson(admission.apply(Serialization.unmarshal(body, Pod.class))));
    refused.remove("POST " + PODS);
  }

  /** Sets the pods that exist. */
  public void pods(Pod... pods) {
    gives(
        "GET",
        PODS,
        Serialization.asJson(
            new PodListBuilder().withNewMetadata().endMetadata().withItems(pods).build()));
  }

  /** Gives a created SparkApplication this mode; none means that no webhook changed it. */
  public void application(Optional<String> mode) {
    gives(
        "POST",
        APPLICATIONS,
        mode.map("{\"spec\": {\"mode\": \"%s\"}}"::formatted).orElse("{\"spec\": {}}"));
  }

  public void refusesPods(int status, String message) {
    refuses("POST", PODS, status, message);
  }

  public void refusesApplications(int status, String message) {
    refuses("POST", APPLICATIONS, status, message);
  }

  public void refusesLists(int status, String message) {
    refuses("GET", PODS, status, message);
  }

  private void gives(String method, String path, String json) {
    given.put(method + " " + path, _ -> json);
    refused.remove(method + " " + path);
  }

  private void refuses(String method, String path, int status, String message) {
    refused.put(
        method + " " + path,
        new Answer(
            status,
            Serialization.asJson(
                new StatusBuilder()
                    .withStatus("Failure")
                    .withMessage(message)
                    .withCode(status)
                    .build())));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Answer answer =
        refused.containsKey(asked)
            ? refused.get(asked)
            : given.containsKey(asked)
                ? new Answer(200, given.get(asked).apply(body))
                : new Answer(404, "{}");
    byte[] bytes = answer.json().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
