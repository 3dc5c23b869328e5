package io.sparkrecorder.bench;

import io.sparkrecorder.testbed.VersityGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** One bucket of the S3 server to which the recorder and its peer upload. */
public record Bucket(VersityGateway server, String name) {
  public static Bucket make(VersityGateway server, String name) {
    server.createBucket(name);
    return new Bucket(server, name);
  }

  public Map<String, String> settings() {
    return Map.of(
        "RECORDER_S3_BUCKET", name,
        "RECORDER_S3_ENDPOINT", server.endpoint().toString(),
        "AWS_REGION", "us-east-1",
        "AWS_ACCESS_KEY_ID", server.accessKey(),
        "AWS_SECRET_ACCESS_KEY", server.secretKey());
  }

  /** The number of recordings; the server stores each object as a file. */
  long objects() throws IOException {
    try (Stream<Path> files =
        Files.find(server.root().resolve(name), 20, (path, file) -> file.isRegularFile())) {
      return files
          .filter(file -> !file.toString().contains("/."))
          .filter(file -> file.toString().endsWith(".bin"))
          .count();
    } catch (UncheckedIOException e) {
      return 0; // a temporary file has disappeared meanwhile
    }
  }
}
