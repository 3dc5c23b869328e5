package io.sparkrecorder.s3;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.config.ChecksumMode;
import io.sparkrecorder.config.Encryption;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.VersityGateway;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A real S3 server behind a proxy that injects faults, and a new bucket per test. */
public final class S3Bed implements BeforeEachCallback, AfterEachCallback {
  static final long MIB = 1 << 20;
  static final long PART = 5 * MIB;
  public static final String BUCKET = "recordings";
  static final Duration ATTEMPT = Duration.ofSeconds(2);

  private Path folder;
  private VersityGateway gateway;
  private FaultProxy proxy;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("s3-bed-");
    gateway = VersityGateway.start(folder.resolve("s3"));
    gateway.createBucket(BUCKET);
    proxy = FaultProxy.before(gateway.endpoint());
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    proxy.close();
    gateway.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(S3Bed::delete);
    }
  }

  public VersityGateway gateway() {
    return gateway;
  }

  public FaultProxy proxy() {
    return proxy;
  }

  Path folder() {
    return folder;
  }

  /** A store through the proxy, with the right keys. */
  ObjectStore store() {
    return store(settings());
  }

  ObjectStore store(S3Settings settings) {
    return store(settings, gateway.accessKey(), gateway.secretKey());
  }

  public static ObjectStore store(S3Settings settings, String accessKey, String secretKey) {
    return ObjectStore.open(
        settings,
        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)));
  }

  S3Settings settings() {
    return settings(BUCKET, proxy.endpoint(), ChecksumMode.AUTO);
  }

  S3Settings settings(ChecksumMode checksum) {
    return settings(BUCKET, proxy.endpoint(), checksum);
  }

  S3Settings settings(long partSize) {
    return settings(BUCKET, proxy.endpoint(), ChecksumMode.AUTO, partSize);
  }

  static S3Settings settings(String bucket, URI endpoint, ChecksumMode checksum) {
    return settings(bucket, endpoint, checksum, PART);
  }

  private static S3Settings settings(
      String bucket, URI endpoint, ChecksumMode checksum, long partSize) {
    return new S3Settings(
        bucket,
        "pipelines/test",
        Optional.of(endpoint),
        Optional.of("us-east-1"),
        true,
        Encryption.NONE,
        Optional.empty(),
        checksum,
        partSize,
        2,
        ATTEMPT);
  }

  static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30));
  }

  /** A file of random bytes that are the same in every run. */
  Upload file(String key, long bytes) {
    return file(key, bytes, 1);
  }

  Upload file(String key, long bytes, long seed) {
    byte[] content = new byte[Math.toIntExact(bytes)];
    new Random(seed).nextBytes(content);
    return file(key, content);
  }

  /** An upload of a file that does not change. */
  static Upload upload(Path file, String key, long bytes, Crc32c crc32c, String contentType) {
    return new Upload(file, () -> FileChannel.open(file), key, bytes, crc32c, contentType);
  }

  Upload file(String key, byte[] content) {
    try {
      Path file = Files.write(Files.createTempFile(folder, "source", ".jfr"), content);
      return upload(file, key, content.length, Crc32c.of(content), "application/octet-stream");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file in which this server stores an object. */
  public Path object(String key) {
    return gateway.root().resolve(BUCKET).resolve(key);
  }

  /** The number of uploads at the server that were neither completed nor aborted. */
  long uploadsUnderWay() throws IOException {
    return uploadFolders().size();
  }

  /** The folders in which this server holds uploads. */
  List<Path> uploadFolders() throws IOException {
    Path multipart = gateway.root().resolve(BUCKET).resolve(".sgwtmp/multipart");
    if (!Files.isDirectory(multipart)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(multipart, 2)) {
      return files.filter(path -> multipart.relativize(path).getNameCount() == 2).toList();
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
