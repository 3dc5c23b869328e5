package io.sparkrecorder.bench.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A real history server in a process of its own. */
final class HistoryServer implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Pattern APPLICATION = Pattern.compile("\"id\" : \"local-");

  private final Process process;
  private final Path log;
  private final URI applications;
  private final long begun = System.nanoTime();

  private HistoryServer(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.applications =
        URI.create("http://127.0.0.1:" + port + "/api/v1/applications?limit=100000");
  }

  /**
   * Starts it.
   *
   * @param conf Spark's configuration, without a port
   * @param environment such as credentials
   */
  static HistoryServer start(
      SparkHome spark, Path folder, Map<String, String> conf, Map<String, String> environment)
      throws IOException {
    Files.createDirectories(folder);
    int port = freePort();
    Map<String, String> all = new TreeMap<>(conf);
    all.put("spark.history.ui.port", Integer.toString(port));
    Properties properties = new Properties();
    properties.putAll(all);
    try (var out = Files.newBufferedWriter(folder.resolve("spark-defaults.conf"))) {
      properties.store(out, null);
    }
    Path log = folder.resolve("server.log");
    ProcessBuilder builder =
        spark.command(
            folder,
            log,
            spark.home().resolve("bin/spark-class").toString(),
            "org.apache.spark.deploy.history.HistoryServer");
    builder.environment().putAll(environment);
    return new HistoryServer(builder.start(), log, port);
  }

  /** Seconds from its start until its list has so many applications. */
  double secondsUntilListed(int count) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (listed(client) < count) {
        if (!process.isAlive() || seconds() > LONGEST.toSeconds()) {
          throw new IOException("no full list: " + Files.readString(log));
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    return seconds();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private double seconds() {
    return (System.nanoTime() - begun) / 1e9;
  }

  private long listed(HttpClient client) throws InterruptedException {
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(applications).timeout(LONGEST).build(),
              HttpResponse.BodyHandlers.ofString());
      return APPLICATION.matcher(answer.body()).results().count();
    } catch (IOException e) {
      return 0; // not yet, or no longer: the caller looks
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
