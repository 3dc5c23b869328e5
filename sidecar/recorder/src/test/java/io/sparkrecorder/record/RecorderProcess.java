package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.testbed.VersityGateway;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real recorder in its own process, with the flags of the image, and the pod in which it runs.
 */
final class RecorderProcess implements AutoCloseable {
  static final String APP = "spark-app-1";
  static final String BUCKET = "recordings";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  static {
    // Awaitility's default of ten seconds is too short for processes on a busy machine.
    Awaitility.setDefaultTimeout(PATIENCE);
  }

  private final Path root;
  private final String part;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> launcher = new ArrayList<>();
  private long largestFile;
  private Process process;

  private RecorderProcess(Path root, String part) {
    this.root = root;
    this.part = part;
  }

  /** Prepares an executor's recorder without starting it. */
  static RecorderProcess executor(Path root, String id) throws IOException {
    return of(root, "executor-" + id)
        .with("RECORDER_ROLE", "executor")
        .with("RECORDER_EXECUTOR_ID", id);
  }

  /** Prepares a driver's recorder that uploads to this server, without starting it. */
  static RecorderProcess driver(Path root, VersityGateway server, URI endpoint) throws IOException {
    return of(root, "driver")
        .with("RECORDER_ROLE", "driver")
        .with("RECORDER_S3_BUCKET", BUCKET)
        .with("RECORDER_S3_ENDPOINT", endpoint.toString())
        .with("RECORDER_S3_REGION", "us-east-1")
        .with("RECORDER_S3_ATTEMPT_TIMEOUT", "5s")
        .with("AWS_ACCESS_KEY_ID", server.accessKey())
        .with("AWS_SECRET_ACCESS_KEY", server.secretKey());
  }

  private static RecorderProcess of(Path root, String part) throws IOException {
    RecorderProcess recorder =
        new RecorderProcess(root, part)
            .with("RECORDER_APP", APP)
            .with("RECORDER_NAMESPACE", "team-a")
            .with("RECORDER_POD", "pod-" + part)
            .with("RECORDER_POD_UID", "uid-" + part)
            .with("RECORDER_NODE", "node-1")
            .with("RECORDER_STORE", root.resolve("store").toString())
            .with("RECORDER_GRACE", "60s")
            .with("RECORDER_EXECUTOR_GRACE", "20s")
            .with("RECORDER_UPLOAD_TIME", "20s")
            .with("RECORDER_SCAN_INTERVAL", "100ms")
            .with("RECORDER_DISCOVERY", "store");
    recorder.with("RECORDER_SPOOL", recorder.spool().toString());
    Files.createDirectories(recorder.spool());
    return recorder;
  }

  RecorderProcess with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  RecorderProcess without(String name) {
    environment.remove(name);
    return this;
  }

  /** Makes writes beyond this size fail, as on a full volume. */
  RecorderProcess withLargestFile(long bytes) {
    largestFile = bytes;
    return this;
  }

  /** Starts the recorder with the image's launcher, which the command {@code before} runs. */
  RecorderProcess by(Launcher image, String... before) {
    launcher.addAll(List.of(before));
    launcher.addAll(List.of(image.command().toString(), "record"));
    environment.put("PATH", image.path());
    return this;
  }

  /** Starts or restarts the recorder; returns after it has announced its pod. */
  RecorderProcess start() throws IOException {
    int before = log().split("recording " + part + " of").length;
    launch();
    await("the recorder watches")
        .atMost(PATIENCE)
        .until(() -> log().split("recording " + part + " of").length > before);
    return this;
  }

  /** Starts the recorder without waiting. */
  RecorderProcess launch() throws IOException {
    List<String> command = new ArrayList<>();
    if (largestFile > 0) {
      String limit = "ulimit -f %d; exec \"$@\"".formatted(largestFile / 512);
      command.addAll(List.of("sh", "-c", limit, "sh"));
    }
    command.addAll(launcher.isEmpty() ? java() : launcher);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("RECORDER_"));
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().putAll(environment);
    process = builder.start();
    return this;
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + Path.of("src/main/jvm/recorder.jvmopts").toAbsolutePath(),
        "-cp",
        System.getProperty("java.class.path"),
        "io.sparkrecorder.cli.Main");
  }

  ProcessHandle process() {
    return process.toHandle();
  }

  Path spool() {
    return root.resolve("spool-" + part);
  }

  /** The pod's folder in the store. */
  PodFolder folder() {
    return new PodFolder(root.resolve("store").resolve(APP).resolve(part + ".uid-" + part));
  }

  Marker marker() throws IOException {
    return folder().marker().orElseThrow();
  }

  /** The manifest in the store. */
  Manifest manifestInStore() throws IOException {
    return Manifest.fromJson(
        Files.readAllBytes(root.resolve("store").resolve(APP).resolve("manifest.json")));
  }

  void sigterm() {
    // Process.destroy() would close the standard streams too.
    process.toHandle().destroy();
  }

  void signal(String name) throws IOException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().onExit().join();
  }

  /** Sends SIGKILL. */
  void kill() {
    process.toHandle().destroyForcibly();
    awaitExit();
  }

  /** Sends SIGTERM; returns the exit code that the kubelet would see. */
  int drain() {
    sigterm();
    return awaitExit();
  }

  int awaitExit() {
    // Another thread may start the next process meanwhile.
    Process ending = process;
    try {
      assertThat(ending.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("the recorder ends; its log:%n%s", log())
          .isTrue();
      return ending.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  boolean runs() {
    return process.isAlive();
  }

  /** The log of all runs of the recorder. */
  String log() {
    try {
      return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path logFile() {
    return root.resolve(part + ".log");
  }

  @Override
  public void close() {
    if (process != null) {
      process.toHandle().destroyForcibly();
    }
  }
}
