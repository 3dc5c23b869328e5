package io.sparkrecorder.bench.history;

import io.sparkrecorder.bench.Measured;
import io.sparkrecorder.bench.Spark;
import io.sparkrecorder.testbed.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A real history server in its own process. Closing kills it. */
final class Server implements AutoCloseable {
  private static final String MAIN = "org.apache.spark.deploy.history.HistoryServer";
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Pattern APPLICATION = Pattern.compile("\"id\"\\s*:");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Measured process;
  private final URI applications;

  private Server(Measured process, int port) {
    this.process = process;
    this.applications = URI.create("http://127.0.0.1:" + port + "/api/v1/applications");
  }

  /**
   * Starts the server.
   *
   * @param folder receives its configuration; created if missing
   */
  static Server start(Spark spark, Setting setting, Path folder) throws IOException {
    int port = FreePort.find();
    Map<String, String> conf = new TreeMap<>(setting.conf());
    conf.put("spark.history.ui.port", Integer.toString(port));
    StringBuilder properties = new StringBuilder();
    conf.forEach((key, value) -> properties.append(key + " " + value + "\n"));
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("spark-defaults.conf"), properties);
    ProcessBuilder builder = spark.start(folder, setting.environment(), MAIN);
    return new Server(Measured.start(builder, "Bound HistoryServer"), port);
  }

  /** The time from the start of its process until it lists this many applications. */
  Duration untilListed(int count) throws InterruptedException {
    while (listed() < count) {
      if (!process.alive() || process.age().compareTo(PATIENCE) > 0) {
        throw new IllegalStateException(
            "%d of %d after %s\n%s".formatted(listed(), count, process.age(), process.output()));
      }
      Thread.sleep(100);
    }
    return process.age();
  }

  /** The peak of resident memory in kB. */
  int peak() {
    return process.peak();
  }

  @Override
  public void close() {
    process.close();
    client.close();
  }

  private long listed() throws InterruptedException {
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(applications).timeout(Duration.ofSeconds(30)).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? APPLICATION.matcher(answer.body()).results().count() : 0;
    } catch (IOException e) {
      return 0; // the server does not listen yet
    }
  }
}
