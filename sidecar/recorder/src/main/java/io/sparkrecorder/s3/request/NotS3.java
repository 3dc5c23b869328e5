package io.sparkrecorder.s3.request;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** An answer that looks like a success but lacks a header or element that every S3 server sends. */
public final class NotS3 extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Said said;
  private final String message;

  private NotS3(Said said, String missing) {
    super("without " + missing);
    this.said = said;
    this.message = "without " + missing;
  }

  @Override
  public String getMessage() {
    return message;
  }

  Said said() {
    return said;
  }

  /** Returns the answer, or throws if it is not S3's: a login page is also sent with status 200. */
  public static <T> T checked(T answer) {
    Object response =
        switch (answer) {
          case ResponseBytes<?> bytes -> bytes.response();
          case ResponseInputStream<?> stream -> stream.response();
          default -> answer;
        };
    Optional<String> missing = missing(response);
    if (missing.isPresent()) {
      if (answer instanceof ResponseInputStream<?> stream) {
        stream.abort();
      }
      SdkHttpResponse http = ((SdkResponse) response).sdkHttpResponse();
      throw new NotS3(Said.of(http.statusCode(), http), missing.get());
    }
    return answer;
  }

  private static Optional<String> missing(Object response) {
    return switch (response) {
      case PutObjectResponse it -> unless(it.eTag(), "an ETag");
      case UploadPartResponse it -> unless(it.eTag(), "an ETag");
      case CompleteMultipartUploadResponse it -> unless(it.eTag(), "an ETag");
      case HeadObjectResponse it ->
          unless(it.eTag(), "an ETag").or(() -> unless(it.contentLength(), "a length"));
      case GetObjectResponse it -> unless(it.eTag(), "an ETag");
      case CreateMultipartUploadResponse it -> unless(it.uploadId(), "an UploadId");
      case ListObjectsV2Response it ->
          unless(first(it.isTruncated(), it.name(), it.keyCount()), "a listing");
      case ListPartsResponse it ->
          unless(first(it.isTruncated(), it.uploadId(), it.maxParts()), "a list of parts");
      case ListMultipartUploadsResponse it ->
          unless(first(it.isTruncated(), it.bucket(), it.maxUploads()), "a list of uploads");
      default -> Optional.empty();
    };
  }

  private static Optional<String> unless(@Nullable Object there, String missing) {
    return there == null || there.equals("") ? Optional.of(missing) : Optional.empty();
  }

  private static @Nullable Object first(@Nullable Object... any) {
    for (Object one : any) {
      if (one != null) {
        return one;
      }
    }
    return null;
  }
}
