package io.sparkrecorder.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.report.cli.Commands;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.VersityGateway;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A real S3 server behind a proxy, with applications as recorders leave them in a bucket. */
final class BucketBed implements AutoCloseable {
  static final String PREFIX = "pipelines/team-a";
  private static final String BUCKET = "recordings";
  private static final String ACCESS_KEY = "aws.accessKeyId";
  private static final String SECRET_KEY = "aws.secretAccessKey";

  private final VersityGateway gateway;
  private final FaultProxy proxy;

  private BucketBed(VersityGateway gateway, FaultProxy proxy) {
    this.gateway = gateway;
    this.proxy = proxy;
  }

  static BucketBed start(Path folder) {
    VersityGateway gateway = VersityGateway.start(folder.resolve("s3"));
    gateway.createBucket(BUCKET);
    System.setProperty(ACCESS_KEY, gateway.accessKey());
    System.setProperty(SECRET_KEY, gateway.secretKey());
    return new BucketBed(gateway, FaultProxy.before(gateway.endpoint()));
  }

  FaultProxy proxy() {
    return proxy;
  }

  Map<String, String> environment() {
    return Map.of(
        "RECORDER_S3_ENDPOINT", proxy.endpoint().toString(),
        "RECORDER_S3_BUCKET", BUCKET,
        "RECORDER_S3_PREFIX", PREFIX);
  }

  /** The environment of another process, which does not see this one's properties. */
  Map<String, String> environmentWithCredentials() {
    Map<String, String> environment = new LinkedHashMap<>(environment());
    environment.put("AWS_ACCESS_KEY_ID", gateway.accessKey());
    environment.put("AWS_SECRET_ACCESS_KEY", gateway.secretKey());
    return environment;
  }

  /** Runs a command as a user of this bucket. */
  Commands.Ran run(String... words) {
    return Commands.run(environment(), words);
  }

  /** The file in which the server stores an object. */
  Path object(String key) {
    return gateway.root().resolve(BUCKET).resolve(PREFIX).resolve(key);
  }

  /** Stores an object below the prefix. */
  void put(String key, byte[] content) {
    try (ObjectStore store = ObjectStore.open(RecorderSettings.s3From(environment()))) {
      assertThat(
              store.putDocument(PREFIX + "/" + key, content, Deadline.in(Duration.ofSeconds(60))))
          .isInstanceOf(PutResult.Stored.class);
    }
    proxy.reset();
  }

  /** Adds an application whose executors have one or more recordings each, with a manifest. */
  void application(String app, Map<String, List<SampleRecording>> executors) {
    List<String> pods = new ArrayList<>();
    executors.forEach((id, recordings) -> pods.add(pod(app, id, recordings)));
    put(
        "recordings/%s/manifest.json".formatted(app),
        """
        {"version":1,"app":"%s","namespace":"team-a","complete":true,
         "written":"2026-01-31T12:30:00Z","pods":[%s]}
        """
            .formatted(app, String.join(",", pods))
            .getBytes(StandardCharsets.UTF_8));
  }

  private String pod(String app, String id, List<SampleRecording> recordings) {
    List<String> files = new ArrayList<>();
    for (int number = 0; number < recordings.size(); number++) {
      byte[] bytes = recordings.get(number).bytes();
      String name = "jvm-%d.jfr".formatted(number);
      String key = "recordings/%s/executor-%s/%s".formatted(app, id, name);
      put(key, bytes);
      files.add(
          """
          {"name":"%s","bytes":%d,"crc32c":"%s","format":"jfr","state":"whole","key":"%s/%s"}
          """
              .formatted(name, bytes.length, Crc32c.of(bytes).hex(), PREFIX, key));
    }
    return """
    {"role":"executor","executorId":"%s","pod":"pi-exec-%s","uid":"uid-%s","state":"sealed",
     "exitCode":0,"skipped":[],"files":[%s]}
    """
        .formatted(id, id, id, String.join(",", files));
  }

  /** Reads an object by its whole key. */
  byte[] readKey(String key) throws IOException {
    assertThat(key).startsWith(PREFIX + "/");
    return read(key.substring(PREFIX.length() + 1));
  }

  byte[] read(String key) throws IOException {
    return Files.readAllBytes(object(key));
  }

  @Override
  public void close() {
    proxy.close();
    gateway.close();
    System.clearProperty(ACCESS_KEY);
    System.clearProperty(SECRET_KEY);
  }
}
