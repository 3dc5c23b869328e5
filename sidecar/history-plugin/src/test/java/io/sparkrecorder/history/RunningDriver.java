package io.sparkrecorder.history;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The driver of {@link RunningJob}, with executors in processes of their own, behind a gateway with
 * a prefix. It waits with its pages open until it is told to end.
 */
final class RunningDriver implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern PAGES = Pattern.compile("(?m)^pages http://[^ ]+:(\\d+) (\\S+)$");

  private final Path log;
  private final Process process;
  private final Gateway gateway;
  private final String app;

  private RunningDriver(Path log, Process process, Gateway gateway, String app) {
    this.log = log;
    this.process = process;
    this.gateway = gateway;
    this.app = app;
  }

  /** Starts the job, and waits until its work is done. */
  static RunningDriver start(Path folder, Map<String, String> settings) throws IOException {
    Map<String, String> conf = new TreeMap<>(settings);
    conf.putIfAbsent("spark.master", "local-cluster[1,1,512]");
    conf.put("spark.app.name", "nightly");
    conf.put("spark.executor.memory", "512m");
    conf.put("spark.executor.extraClassPath", SparkJvm.ownClassPath());
    conf.put("spark.driver.host", "127.0.0.1");
    conf.put("spark.driver.bindAddress", "127.0.0.1");
    conf.put("spark.local.dir", folder.resolve("tmp").toString());
    conf.put("spark.ui.port", "0");
    conf.put("spark.ui.proxyBase", Gateway.PREFIX);
    conf.put("spark.ui.filters", SparkJvm.filter());
    List<String> options = new ArrayList<>();
    conf.forEach((name, value) -> options.add("-D" + name + "=" + value));
    Path log = folder.resolve("driver.log");
    ProcessBuilder builder = SparkJvm.of(folder, log, options, RunningJob.class.getName());
    builder.environment().put("SPARK_HOME", home().toString());
    builder.environment().put("JAVA_HOME", SparkJvm.jdk().toString());
    builder.environment().put("SPARK_SCALA_VERSION", scala());
    Process process = builder.start();
    try {
      Matcher pages = awaitPages(process, log);
      Gateway gateway = new Gateway();
      gateway.to(Integer.parseInt(pages.group(1)));
      return new RunningDriver(log, process, gateway, pages.group(2));
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static String scala() throws IOException {
    return String.join(" ", SparkJvm.sparkClassPath()).contains("_2.12") ? "2.12" : "2.13";
  }

  /** An installation from which drivers start executors; it stays, for the next test. */
  private static Path home() throws IOException {
    Path home = Path.of("target/spark-home").toAbsolutePath();
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String entry : SparkJvm.sparkClassPath()) {
      Path place = Path.of(entry.replaceFirst("\\*$", ""));
      File[] found = entry.endsWith("*") ? place.toFile().listFiles() : new File[] {place.toFile()};
      for (File jar : found) {
        Path link = jars.resolve(jar.getName());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, jar.toPath());
      }
    }
    return home;
  }

  private static Matcher awaitPages(Process process, Path log) {
    return await("the job has its result")
        .atMost(PATIENCE)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("the driver ended:\n" + Files.readString(log));
              }
              return PAGES.matcher(Files.readString(log));
            },
            Matcher::find);
  }

  String app() {
    return app;
  }

  URI uri(String path) {
    return gateway.origin().resolve(Gateway.PREFIX + path);
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells the job to end, and gives its exit code. */
  int end() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the driver hangs:\n" + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    gateway.close();
  }
}
