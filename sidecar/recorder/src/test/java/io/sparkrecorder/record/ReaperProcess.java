package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.testbed.VersityGateway;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real {@code recorder reap} in its own process. */
final class ReaperProcess implements AutoCloseable {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Path output;
  private Process process;

  private ReaperProcess(Path root) {
    this.output = root.resolve("reap-%d.log".formatted(NUMBERS.incrementAndGet()));
  }

  /** Prepares a run on the store and the bucket of {@link RecorderProcess}. */
  static ReaperProcess of(Path root, VersityGateway server, URI endpoint) {
    return new ReaperProcess(root)
        .with("RECORDER_NAMESPACE", "team-a")
        .with("RECORDER_STORE", root.resolve("store").toString())
        .with("RECORDER_DISCOVERY", "store")
        .with("RECORDER_REAP_IDLE", "0s")
        .with("RECORDER_REAP_LEASE", "4s")
        .with("RECORDER_S3_BUCKET", RecorderProcess.BUCKET)
        .with("RECORDER_S3_ENDPOINT", endpoint.toString())
        .with("RECORDER_S3_REGION", "us-east-1")
        .with("RECORDER_S3_ATTEMPT_TIMEOUT", "20s")
        .with("AWS_ACCESS_KEY_ID", server.accessKey())
        .with("AWS_SECRET_ACCESS_KEY", server.secretKey());
  }

  ReaperProcess with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  ReaperProcess start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("src/main/jvm/recorder.jvmopts").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.sparkrecorder.cli.Main",
                "reap"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.to(output.toFile()))
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("RECORDER_"));
    builder.environment().putAll(environment);
    process = builder.start();
    return this;
  }

  /** Waits for the end; returns the exit code. */
  int exit() {
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES))
          .as("the reaper ends; its output:%n%s", output())
          .isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs to the end; returns the exit code. */
  int run(String... arguments) throws IOException {
    return start(arguments).exit();
  }

  void kill() {
    process.toHandle().destroyForcibly();
    exit();
  }

  void signal(String name) throws IOException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().onExit().join();
  }

  boolean runs() {
    return process.isAlive();
  }

  String output() {
    try {
      return Files.exists(output) ? Files.readString(output) : "";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.toHandle().destroyForcibly();
    }
  }
}
