package io.sparkrecorder.doctor;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.S3Bed;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.VersityGateway;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real S3 server behind a proxy that fails on request. */
final class DoctorBed implements BeforeEachCallback, AfterEachCallback {
  static final String BUCKET = S3Bed.BUCKET;

  /** The end of a process that nobody interrupts. */
  static final Deadline NEVER = Deadline.in(Duration.ofDays(1));

  private final S3Bed server = new S3Bed();

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    server.beforeEach(context);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    server.afterEach(context);
  }

  FaultProxy proxy() {
    return server.proxy();
  }

  VersityGateway gateway() {
    return server.gateway();
  }

  S3Settings settings(String bucket) {
    return RecorderSettings.s3From(
        Map.of(
            "RECORDER_S3_BUCKET", bucket,
            "RECORDER_S3_ENDPOINT", proxy().endpoint().toString(),
            "RECORDER_S3_REGION", "us-east-1",
            "RECORDER_S3_PREFIX", "pipelines/team-a",
            "RECORDER_S3_ATTEMPT_TIMEOUT", "10s"));
  }

  ObjectStore store(String bucket, String secretKey) {
    return S3Bed.store(settings(bucket), gateway().accessKey(), secretKey);
  }

  ObjectStore store() {
    return store(BUCKET, gateway().secretKey());
  }

  /** The keys of all objects in the bucket. */
  List<String> keys() throws IOException {
    Path root = gateway().root().resolve(BUCKET);
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(key -> !key.startsWith(".sgwtmp"))
          .sorted()
          .toList();
    }
  }

  void write(String key) throws IOException {
    Path object = server.object(key);
    Files.createDirectories(object.getParent());
    Files.writeString(object, "there before");
  }

  static List<Finding> run(Check check) {
    List<Finding> findings = new ArrayList<>();
    new Doctor(List.of(check), NEVER).examine(findings::add);
    return findings;
  }
}
