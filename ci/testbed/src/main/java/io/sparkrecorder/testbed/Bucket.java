package io.sparkrecorder.testbed;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket, read and written with the AWS SDK, as programs other than the recorder do it. Modules
 * that use this class declare the SDK themselves.
 */
public final class Bucket implements AutoCloseable {
  /** The region that {@link VersityGateway} answers for. */
  public static final String REGION = "us-east-1";

  private final String name;
  private final S3Client client;
  private final Runnable onClose;

  private Bucket(String name, S3Client client, Runnable onClose) {
    this.name = name;
    this.client = client;
    this.onClose = onClose;
  }

  /** A bucket of a server on this machine; it may not exist yet. */
  public static Bucket of(VersityGateway server, String name) {
    return at(server.endpoint(), REGION, name, server.accessKey(), server.secretKey(), () -> {});
  }

  /**
   * A bucket at an address; it may not exist yet.
   *
   * @param onClose runs when this object is closed
   */
  public static Bucket at(
      URI endpoint,
      String region,
      String name,
      String accessKey,
      String secretKey,
      Runnable onClose) {
    S3Client client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    return new Bucket(name, client, onClose);
  }

  public void create() {
    client.createBucket(request -> request.bucket(name));
  }

  /** Keys and sizes of all objects. */
  public Map<String, Long> objects() {
    return objects("");
  }

  /** Keys and sizes of all objects below a prefix. */
  public Map<String, Long> objects(String prefix) {
    Map<String, Long> objects = new TreeMap<>();
    list(prefix).forEach(object -> objects.put(object.key(), object.size()));
    return objects;
  }

  /** The sum of the bytes of the objects that are newer than this moment; S3 gives seconds. */
  public long bytesAfter(String prefix, Instant moment) {
    return list(prefix).stream()
        .filter(object -> object.lastModified().isAfter(moment))
        .mapToLong(S3Object::size)
        .sum();
  }

  public void write(String key, byte[] bytes) {
    client.putObject(request -> request.bucket(name).key(key), RequestBody.fromBytes(bytes));
  }

  /** Sets the policy of the bucket, as AWS writes it. */
  public void policy(String json) {
    client.putBucketPolicy(request -> request.bucket(name).policy(json));
  }

  /** The content of an object; empty if there is none. */
  public Optional<byte[]> read(String key) {
    try {
      return Optional.of(
          client.getObjectAsBytes(request -> request.bucket(name).key(key)).asByteArrayUnsafe());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  /** Begins a multipart upload; returns its id. */
  public String beginUpload(String key) {
    return client.createMultipartUpload(request -> request.bucket(name).key(key)).uploadId();
  }

  /** Ids of multipart uploads that are neither completed nor aborted. */
  public List<String> uploads() {
    return client.listMultipartUploads(request -> request.bucket(name)).uploads().stream()
        .map(MultipartUpload::uploadId)
        .toList();
  }

  @Override
  public void close() {
    client.close();
    onClose.run();
  }

  private List<S3Object> list(String prefix) {
    return client
        .listObjectsV2Paginator(request -> request.bucket(name).prefix(prefix))
        .contents()
        .stream()
        .toList();
  }
}
