package io.sparkrecorder.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sparkrecorder.testbed.ProjectFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code recorder open} in a process of its own, on an application in a real S3 server. */
class OpenCommandTest {
  private static final int INTERRUPTED = 130;

  @TempDir private static Path folder;
  private static BucketBed bed;

  @BeforeAll
  static void start() {
    bed = BucketBed.start(folder);
    bed.application("app-a", Map.of("1", List.of(SampleRecording.parsing())));
    bed.application("app-b", Map.of("1", List.of(SampleRecording.joining())));
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  @Test
  void page_is_served_on_loopback_until_the_command_is_interrupted() throws Exception {
    Path scratch = Files.createDirectory(folder.resolve("tmp"));
    Process process = open(scratch, "app-a");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      URI url = url(out);

      assertThat(InetAddress.getByName(url.getHost()).isLoopbackAddress()).isTrue();
      assertThat(get(url).body()).contains("<!DOCTYPE html>", "id=\"spark-recorder-data\"");
      assertThat(get(url.resolve("profile.json.gz")).statusCode()).isEqualTo(200);
      assertThat(get(url.resolve("recording.jfr")).statusCode()).isEqualTo(404);
      assertThat(get(url.resolve("manifest.json")).statusCode()).isEqualTo(404);
      assertThat(get(URI.create(url + "%2e%2e/%2e%2e/etc/passwd")).statusCode()).isEqualTo(404);

      interrupt(process);

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the command ends").isTrue();
      assertThat(process.exitValue()).isEqualTo(INTERRUPTED);
      try (Stream<Path> left = Files.list(scratch)) {
        assertThat(left).isEmpty();
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void compared_application_is_in_the_page() throws Exception {
    Process process = open(folder, "app-a", "--compare", "app-b");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      URI url = url(out);
      Path data = folder.resolve("profile.json.gz");
      HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(url.resolve("profile.json.gz")).build(),
              HttpResponse.BodyHandlers.ofFile(data));

      try (java.util.zip.GZIPInputStream json =
          new java.util.zip.GZIPInputStream(Files.newInputStream(data))) {
        assertThat(new String(json.readAllBytes(), StandardCharsets.UTF_8))
            .contains("\"compare\":{", "SampleRecording.parse", "SampleRecording.join");
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void unknown_application_is_one_error() throws Exception {
    Process process = open(folder, "app-nowhere");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.lines().toList())
          .singleElement()
          .asString()
          .startsWith("recorder: no application \"app-nowhere\" in s3://");
      assertThat(process.waitFor()).isEqualTo(1);
    }
  }

  /** Starts the command with the default handling of SIGINT, whatever this process has. */
  private static Process open(Path scratch, String... words) throws IOException {
    assumeThat(Path.of("/usr/bin/env")).isExecutable();
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + ProjectFolder.find().reportOptions(),
                "-Djava.io.tmpdir=" + scratch,
                "-cp",
                System.getProperty("java.class.path"),
                "io.sparkrecorder.report.cli.Main",
                "open"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(bed.environmentWithCredentials());
    return builder.start();
  }

  private static URI url(BufferedReader out) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("http://")) {
        return URI.create(line);
      }
      lines.add(line);
    }
    throw new AssertionError("the command ends without a URL:\n" + String.join("\n", lines));
  }

  private static HttpResponse<String> get(URI url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void interrupt(Process process) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor()).isZero();
  }
}
