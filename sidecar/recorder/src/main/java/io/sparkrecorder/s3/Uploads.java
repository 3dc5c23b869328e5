package io.sparkrecorder.s3;

import io.sparkrecorder.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;

/** The requests around a multipart upload: begin one, find those under way, undo one. */
record Uploads(Server server, Attempts attempts, Deadline deadline) {

  /**
   * @param contentType of the object
   * @param metadata of the object
   */
  Answer<CreateMultipartUploadResponse> create(
      String key, String contentType, Map<String, String> metadata, boolean checksums) {
    CreateMultipartUploadRequest request =
        Requests.create(server.settings(), key)
            .contentType(contentType)
            .metadata(metadata)
            .checksumAlgorithm(checksums ? ChecksumAlgorithm.CRC32_C : null)
            .checksumType(checksums ? ChecksumType.FULL_OBJECT : null)
            .build();
    Call call = Call.plain(Requests.PUT, key).checksummed(checksums);
    return attempts.send(call, deadline, s3 -> s3.createMultipartUpload(request));
  }

  /** What is in the way, if it could not be undone; one that the server does not know is. */
  Optional<Problem> abort(String key, String uploadId) {
    AbortMultipartUploadRequest request =
        AbortMultipartUploadRequest.builder()
            .bucket(server.settings().bucket())
            .key(key)
            .uploadId(uploadId)
            .build();
    Call call = Call.plain("s3:AbortMultipartUpload", key);
    return attempts.send(call, deadline, s3 -> s3.abortMultipartUpload(request))
            instanceof Answer.Failed<?>(Problem problem)
        ? Optional.of(problem)
        : Optional.empty();
  }

  /** Those whose key begins so. */
  Answer<List<PendingUpload>> pending(String prefix) {
    return pending(prefix, null, null, new ArrayList<>());
  }

  private Answer<List<PendingUpload>> pending(
      String prefix, String afterKey, String afterId, List<PendingUpload> found) {
    ListMultipartUploadsRequest request =
        ListMultipartUploadsRequest.builder()
            .bucket(server.settings().bucket())
            .prefix(prefix)
            .keyMarker(afterKey)
            .uploadIdMarker(afterId)
            .build();
    Call call = Call.plain("s3:ListBucketMultipartUploads", prefix);
    Answer<ListMultipartUploadsResponse> answer =
        attempts.send(call, deadline, s3 -> s3.listMultipartUploads(request));
    return answer.then(
        page -> {
          page.uploads().stream()
              .filter(upload -> upload.key().startsWith(prefix))
              .map(upload -> new PendingUpload(upload.key(), upload.uploadId()))
              .forEach(found::add);
          boolean more = Boolean.TRUE.equals(page.isTruncated()) && page.nextKeyMarker() != null;
          return more
              ? pending(prefix, page.nextKeyMarker(), page.nextUploadIdMarker(), found)
              : new Answer.Given<>(List.copyOf(found));
        });
  }
}
