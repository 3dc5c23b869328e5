package io.sparkrecorder.history;

import static org.awaitility.Awaitility.await;

import io.sparkrecorder.testbed.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The history server of this module's Spark, in a process of its own, behind a gateway with a
 * prefix.
 */
final class RealHistoryServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
  private final Path log;
  private final Process process;
  private final Gateway gateway;

  private RealHistoryServer(Path log, Process process, Gateway gateway) {
    this.log = log;
    this.process = process;
    this.gateway = gateway;
  }

  /** Starts a server on these event logs, and waits until it lists this many applications. */
  static RealHistoryServer start(
      Path folder, EventLogs logs, Map<String, String> settings, int applications)
      throws IOException {
    Files.createDirectories(folder);
    Gateway gateway = new Gateway();
    int port = FreePort.find();
    Map<String, String> conf = new TreeMap<>(settings);
    conf.put("spark.history.fs.logDirectory", logs.folder().toUri().toString());
    conf.put("spark.history.ui.port", "" + port);
    conf.put("spark.ui.proxyBase", Gateway.PREFIX);
    // The redirects of 4.2 need no host, but take one.
    conf.put("spark.ui.proxyRedirectUri", gateway.origin().toString());
    conf.put("spark.ui.filters", SparkJvm.filter());
    StringBuilder lines = new StringBuilder();
    conf.forEach((name, value) -> lines.append(name + " " + value + "\n"));
    Path properties = Files.writeString(folder.resolve("spark.conf"), lines);
    Path log = folder.resolve("server.log");
    gateway.to(port);
    RealHistoryServer server =
        new RealHistoryServer(log, process(folder, properties, log), gateway);
    try {
      server.awaitApplications(applications);
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static Process process(Path folder, Path properties, Path log) throws IOException {
    return SparkJvm.of(
            folder,
            log,
            List.of(),
            "org.apache.spark.deploy.history.HistoryServer",
            "--properties-file",
            properties.toString())
        .start();
  }

  private void awaitApplications(int count) {
    await("the server lists " + count + " applications")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("the server ended:\n" + log());
              }
              String ended = text(get("/api/v1/applications"));
              return ended.split("\"id\"", -1).length - 1 == count;
            });
  }

  Gateway gateway() {
    return gateway;
  }

  URI uri(String path) {
    return gateway.origin().resolve(Gateway.PREFIX + path);
  }

  /** The page of an application. */
  HttpResponse<byte[]> page(String app) {
    return get("/history/" + app + "/recordings/");
  }

  /**
   * Sends a request through the gateway.
   *
   * @param headers names and values, by turns
   */
  HttpResponse<byte[]> get(String path, String... headers) {
    return send("GET", uri(path), headers);
  }

  HttpResponse<byte[]> send(String method, URI uri, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    gateway.close();
  }
}
