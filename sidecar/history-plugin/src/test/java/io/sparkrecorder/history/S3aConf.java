package io.sparkrecorder.history;

import io.sparkrecorder.testbed.Bucket;
import java.net.URI;
import java.util.Map;

/** Spark's settings of Hadoop's file system for an S3 server on loopback. */
final class S3aConf {
  private S3aConf() {}

  static Map<String, String> of(URI endpoint, String accessKey, String secretKey) {
    return Map.of(
        "spark.hadoop.fs.s3a.endpoint",
        endpoint.toString(),
        "spark.hadoop.fs.s3a.endpoint.region",
        Bucket.REGION,
        "spark.hadoop.fs.s3a.path.style.access",
        "true",
        "spark.hadoop.fs.s3a.connection.ssl.enabled",
        "false",
        "spark.hadoop.fs.s3a.access.key",
        accessKey,
        "spark.hadoop.fs.s3a.secret.key",
        secretKey);
  }
}
