package io.sparkrecorder.ship;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.config.ChecksumMode;
import io.sparkrecorder.config.Encryption;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.testbed.VersityGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A pod's folder in a store, and a real S3 server with a bucket. */
final class UploadsBed implements AutoCloseable {
  private static final String BUCKET = "recordings";

  private final VersityGateway gateway;
  private final ObjectStore s3;
  private final PodFolder pod;

  UploadsBed(Path folder) throws IOException {
    gateway = VersityGateway.start(folder.resolve("s3"));
    gateway.createBucket(BUCKET);
    s3 =
        ObjectStore.open(
            settings(),
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(gateway.accessKey(), gateway.secretKey())));
    pod = new PodFolder(Files.createDirectories(folder.resolve("store/app-1/executor-1.uid")));
  }

  S3Settings settings() {
    return new S3Settings(
        BUCKET,
        "pipelines/team-a",
        Optional.of(gateway.endpoint()),
        Optional.of("us-east-1"),
        true,
        Encryption.NONE,
        Optional.empty(),
        ChecksumMode.AUTO,
        5 << 20,
        1,
        Duration.ofSeconds(2));
  }

  ObjectStore s3() {
    return s3;
  }

  PodFolder pod() {
    return pod;
  }

  /** Writes a file into the pod's folder. */
  RecordedFile file(String name, String content) throws IOException {
    Path file = Files.writeString(pod.file(name), content);
    return new RecordedFile(
        name,
        Files.size(file),
        Crc32c.of(Files.readAllBytes(file)),
        "other",
        FileState.WHOLE,
        Optional.empty());
  }

  /** The file in which the server stores an object. */
  Path object(String key) {
    return gateway.root().resolve(BUCKET).resolve(key);
  }

  @Override
  public void close() throws IOException {
    s3.close();
    gateway.close();
  }
}
