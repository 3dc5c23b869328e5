package io.sparkrecorder.failuremap.results;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.VersityGateway;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A real S3 server with one bucket. */
public final class BucketBed implements AutoCloseable {
  public static final String BUCKET = "maps";

  private final VersityGateway server;

  private BucketBed(VersityGateway server) {
    this.server = server;
  }

  public static BucketBed start(Path folder) {
    VersityGateway server = VersityGateway.start(folder);
    server.createBucket(BUCKET);
    return new BucketBed(server);
  }

  /** The variables of `recorder ls`. */
  public Map<String, String> environment() {
    return Map.of(
        "RECORDER_S3_ENDPOINT", server.endpoint().toString(), "RECORDER_S3_REGION", "us-east-1");
  }

  public ObjectStore open() {
    Map<String, String> settings = new java.util.HashMap<>(environment());
    settings.put("RECORDER_S3_BUCKET", BUCKET);
    return ObjectStore.open(
        RecorderSettings.s3From(settings),
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(server.accessKey(), server.secretKey())));
  }

  public Bucket bucket() {
    return Bucket.of(server, BUCKET);
  }

  @Override
  public void close() {
    server.close();
  }
}
