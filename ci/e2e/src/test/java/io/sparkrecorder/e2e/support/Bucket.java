package io.sparkrecorder.e2e.support;

import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** The cluster's bucket, read as any other program would. */
public final class Bucket implements AutoCloseable {
  private final LocalPortForward forward;
  private final S3Client client;

  Bucket(LocalPortForward forward, String accessKey, String secretKey) {
    this.forward = forward;
    this.client =
        S3Client.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + forward.getLocalPort()))
            .region(Region.of(S3Server.REGION))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  void create() {
    client.createBucket(request -> request.bucket(S3Server.BUCKET));
  }

  /** Keys and sizes of all objects below a prefix. */
  public Map<String, Long> objects(String prefix) {
    Map<String, Long> objects = new TreeMap<>();
    client
        .listObjectsV2Paginator(request -> request.bucket(S3Server.BUCKET).prefix(prefix))
        .contents()
        .forEach(object -> objects.put(object.key(), object.size()));
    return objects;
  }

  /** How many bytes came later than this moment, which a second is the measure of. */
  public long bytesAfter(String prefix, Instant moment) {
    return client
        .listObjectsV2Paginator(request -> request.bucket(S3Server.BUCKET).prefix(prefix))
        .contents()
        .stream()
        .filter(object -> object.lastModified().isAfter(moment))
        .mapToLong(object -> object.size())
        .sum();
  }

  public void write(String key, byte[] bytes) {
    client.putObject(
        request -> request.bucket(S3Server.BUCKET).key(key), RequestBody.fromBytes(bytes));
  }

  /** Who may do what, as AWS writes it. */
  void policy(String json) {
    client.putBucketPolicy(request -> request.bucket(S3Server.BUCKET).policy(json));
  }

  public Optional<byte[]> read(String key) {
    try {
      return Optional.of(
          client
              .getObjectAsBytes(request -> request.bucket(S3Server.BUCKET).key(key))
              .asByteArrayUnsafe());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    client.close();
    try {
      forward.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
