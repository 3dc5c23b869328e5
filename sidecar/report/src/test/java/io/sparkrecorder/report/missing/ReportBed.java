package io.sparkrecorder.report.missing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.cli.Recordings;
import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.report.cli.Commands;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.testbed.VersityGateway;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real S3 server with applications below a prefix. Its objects are files, so that a test can set
 * their times.
 */
final class ReportBed implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  static final String PREFIX = "pipelines/team-a";
  private static final String ACCESS_KEY = "aws.accessKeyId";
  private static final String SECRET_KEY = "aws.secretAccessKey";

  private Path folder;
  private VersityGateway gateway;
  private byte[] recording;
  private int buckets;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    folder = Files.createTempDirectory("report-bed-");
    gateway = VersityGateway.start(folder.resolve("s3"));
    System.setProperty(ACCESS_KEY, gateway.accessKey());
    System.setProperty(SECRET_KEY, gateway.secretKey());
    recording = record(folder.resolve("a.jfr"));
  }

  private static byte[] record(Path file) throws Exception {
    try (Recording jfr = new Recording(Configuration.getConfiguration("profile"))) {
      jfr.start();
      long sum = 0;
      for (int number = 0; number < 50_000_000; number++) {
        sum += Integer.toString(number % 1_000).hashCode();
      }
      assertThat(sum).isNotZero();
      jfr.dump(file);
    }
    return Files.readAllBytes(file);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    buckets++;
    gateway.createBucket(bucket());
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    System.clearProperty(ACCESS_KEY);
    System.clearProperty(SECRET_KEY);
    gateway.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  VersityGateway gateway() {
    return gateway;
  }

  Map<String, String> environment() {
    return Map.of(
        "RECORDER_S3_ENDPOINT", gateway.endpoint().toString(),
        "RECORDER_S3_BUCKET", bucket(),
        "RECORDER_S3_PREFIX", PREFIX);
  }

  String bucket() {
    return "reports-" + buckets;
  }

  Commands.Ran run(String... words) {
    return Commands.run(environment(), words);
  }

  /** Runs {@code recorder report --missing} with these options. */
  Commands.Ran missing(String... options) {
    List<String> words = new ArrayList<>(List.of("report", "--missing"));
    words.addAll(Arrays.asList(options));
    return run(words.toArray(String[]::new));
  }

  /** An application with one killed executor, and a final manifest. */
  void application(String app) {
    write(app + "/executor-1/a.jfr", recording);
    manifest(app, manifest(app));
  }

  void manifest(String app, String json) {
    write(app + "/manifest.json", json.getBytes(UTF_8));
  }

  String manifest(String app) {
    CRC32C crc = new CRC32C();
    crc.update(recording);
    return """
    {"version":1,"app":"%1$s","namespace":"team-a","complete":true,
     "written":"2026-01-31T12:30:00Z","pods":[{"role":"executor","executorId":"1","pod":"pi-exec-1",
     "uid":"8e1d","state":"sealed","reason":"OOMKilled","exitCode":137,"skipped":[],"files":[
     {"name":"a.jfr","bytes":%2$d,"crc32c":"%3$08x","format":"jfr","state":"salvaged",
      "key":"%4$s/recordings/%1$s/executor-1/a.jfr"}]}]}
    """
        .formatted(app, recording.length, crc.getValue(), PREFIX);
  }

  void write(String below, byte[] content) {
    try (Recordings recordings = new Recordings(RecorderSettings.s3From(environment()))) {
      String key = recordings.settings().key(below);
      assertThat(recordings.s3().putDocument(key, content, Deadline.in(Duration.ofSeconds(30))))
          .isInstanceOf(PutResult.Stored.class);
    }
  }

  /** Writes a file of the server; a listing shows it, but it has no ETag, so it cannot be read. */
  void writeFile(String below, byte[] content) throws IOException {
    Path file = object(below);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  String read(String below) throws IOException {
    return Files.readString(object(below));
  }

  boolean has(String below) {
    return Files.exists(object(below));
  }

  /** Sets the time at which the server says that the object was written. */
  void written(String below, Instant time) throws IOException {
    Files.setLastModifiedTime(object(below), FileTime.from(time));
  }

  Path object(String below) {
    return gateway.root().resolve(bucket()).resolve(PREFIX + "/recordings/" + below);
  }

  /** The files of reports in this bucket, with the times at which they were written. */
  Map<Path, FileTime> reports() throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(gateway.root().resolve(bucket()))) {
      for (Path file : files.filter(file -> file.getParent().endsWith("report")).toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }
}
