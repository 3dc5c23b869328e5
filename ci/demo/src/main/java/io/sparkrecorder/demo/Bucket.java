package io.sparkrecorder.demo;

import io.sparkrecorder.testbed.VersityGateway;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** The demo's bucket, read without the recorder's code, like any other program would. */
final class Bucket implements AutoCloseable {
  static final String NAME = "recordings";
  static final String REGION = "us-east-1";

  private final S3Client client;

  Bucket(VersityGateway server) {
    this.client =
        S3Client.builder()
            .endpointOverride(server.endpoint())
            .region(Region.of(REGION))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  /** The sizes of all objects by key. */
  Map<String, Long> objects() {
    Map<String, Long> objects = new TreeMap<>();
    client
        .listObjectsV2Paginator(request -> request.bucket(NAME))
        .contents()
        .forEach(object -> objects.put(object.key(), object.size()));
    return objects;
  }

  Optional<byte[]> read(String key) {
    try {
      return Optional.of(
          client.getObjectAsBytes(request -> request.bucket(NAME).key(key)).asByteArrayUnsafe());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
