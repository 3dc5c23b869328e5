package io.sparkrecorder.history;

import static org.awaitility.Awaitility.await;

import io.sparkrecorder.testbed.FreePort;
import io.sparkrecorder.testbed.Jdks;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.ui.WebUIPage;

/**
 * The history server of this module's Spark, in a process of its own, behind a gateway with a
 * prefix. The property {@code spark.jars} names the folder of jars of another Spark, such as that
 * of an unpacked image.
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
    conf.put("spark.ui.filters", RealHistoryServer.class.getPackageName() + "." + filter());
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

  private static String filter() {
    String jars = System.getProperty("spark.jars");
    String servlets =
        jars == null
            ? List.of(WebUIPage.class.getMethods()).toString()
            : String.join(" ", Path.of(jars.split(File.pathSeparator, -1)[0]).toFile().list());
    return servlets.matches(".*jakarta\\.servlet(\\.http|-api-[56]).*")
        ? "JakartaUser"
        : "JavaxUser";
  }

  private static Process process(Path folder, Path properties, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Jdks.find(17).orElseThrow().resolve("bin/java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().trim().split(" +")));
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath()));
    command.add("org.apache.spark.deploy.history.HistoryServer");
    command.addAll(List.of("--properties-file", properties.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(SPARK|JAVA|AWS|HADOOP)_.*"));
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.start();
  }

  private static String classPath() throws IOException {
    List<String> parts = new ArrayList<>();
    parts.add(location(RecordingsHistory.class));
    parts.add(location(RealHistoryServer.class)); // for the filter
    String jars = System.getProperty("spark.jars");
    if (jars == null) {
      parts.add(Files.readString(Path.of(System.getProperty("spark.classpath"))).strip());
    } else {
      for (String folder : jars.split(File.pathSeparator, -1)) {
        parts.add(folder + "/*");
      }
    }
    return String.join(File.pathSeparator, parts);
  }

  private static String location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
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
