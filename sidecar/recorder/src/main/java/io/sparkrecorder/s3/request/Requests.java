package io.sparkrecorder.s3.request;

import io.sparkrecorder.config.Encryption;
import io.sparkrecorder.config.S3Settings;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Parameters that several requests share. */
public final class Requests {
  public static final String PUT = "s3:PutObject";
  public static final String LIST = "s3:ListBucket";
  public static final String GET = "s3:GetObject";
  public static final String LIST_PARTS = "s3:ListMultipartUploadParts";

  private Requests() {}

  public static PutObjectRequest.Builder put(S3Settings settings, String key) {
    return PutObjectRequest.builder()
        .bucket(settings.bucket())
        .key(key)
        .serverSideEncryption(encryption(settings.encryption()).orElse(null))
        .ssekmsKeyId(settings.kmsKey().orElse(null));
  }

  public static CreateMultipartUploadRequest.Builder create(S3Settings settings, String key) {
    return CreateMultipartUploadRequest.builder()
        .bucket(settings.bucket())
        .key(key)
        .serverSideEncryption(encryption(settings.encryption()).orElse(null))
        .ssekmsKeyId(settings.kmsKey().orElse(null));
  }

  /**
   * Lists one object below {@code <prefix>/recordings}: the request that tells whether the bucket
   * can be used. A HEAD of the bucket needs the same right, but its refusal has no reason. A policy
   * may allow no more than the recordings.
   */
  public static ListObjectsV2Request probe(S3Settings settings) {
    return ListObjectsV2Request.builder()
        .bucket(settings.bucket())
        .prefix(settings.key(""))
        .maxKeys(1)
        .build();
  }

  /** The encryption header; empty where the bucket decides. */
  private static Optional<ServerSideEncryption> encryption(Encryption encryption) {
    return switch (encryption) {
      case NONE -> Optional.empty();
      case AES256 -> Optional.of(ServerSideEncryption.AES256);
      case AWS_KMS -> Optional.of(ServerSideEncryption.AWS_KMS);
    };
  }
}
