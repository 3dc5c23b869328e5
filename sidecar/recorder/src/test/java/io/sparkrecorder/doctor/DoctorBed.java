package io.sparkrecorder.doctor;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.VersityGateway;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A real S3 server behind a proxy that fails on request. */
final class DoctorBed implements BeforeEachCallback, AfterEachCallback {
  static final String BUCKET = "recordings";

  /** The end of a process that nobody interrupts. */
  static final Deadline NEVER = Deadline.in(Duration.ofDays(1));

  private Path folder;
  private VersityGateway gateway;
  private FaultProxy proxy;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("doctor-bed-");
    gateway = VersityGateway.start(folder.resolve("s3"));
    gateway.createBucket(BUCKET);
    proxy = FaultProxy.before(gateway.endpoint());
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    proxy.close();
    gateway.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
    }
  }

  FaultProxy proxy() {
    return proxy;
  }

  VersityGateway gateway() {
    return gateway;
  }

  S3Settings settings(String bucket) {
    return RecorderSettings.s3From(
        Map.of(
            "RECORDER_S3_BUCKET", bucket,
            "RECORDER_S3_ENDPOINT", proxy.endpoint().toString(),
            "RECORDER_S3_REGION", "us-east-1",
            "RECORDER_S3_PREFIX", "pipelines/team-a",
            "RECORDER_S3_ATTEMPT_TIMEOUT", "10s"));
  }

  ObjectStore store(String bucket, String secretKey) {
    return ObjectStore.open(
        settings(bucket),
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(gateway.accessKey(), secretKey)));
  }

  ObjectStore store() {
    return store(BUCKET, gateway.secretKey());
  }

  /** The keys of all objects in the bucket. */
  List<String> keys() throws IOException {
    Path root = gateway.root().resolve(BUCKET);
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
    Path object = gateway.root().resolve(BUCKET).resolve(key);
    Files.createDirectories(object.getParent());
    Files.writeString(object, "there before");
  }

  static List<Finding> run(Check check) {
    List<Finding> findings = new ArrayList<>();
    new Doctor(List.of(check), NEVER).examine(findings::add);
    return findings;
  }
}
