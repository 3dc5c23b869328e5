package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.s3.model.PendingUpload;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.request.Answer;
import io.sparkrecorder.s3.request.Attempts;
import io.sparkrecorder.s3.request.Call;
import io.sparkrecorder.s3.request.Requests;
import io.sparkrecorder.s3.request.Server;
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

/** The requests around a multipart upload: create one, list the pending ones, abort one. */
public record Uploads(Server server, Attempts attempts, Deadline deadline) {

  /**
   * @param contentType content type of the object
   * @param metadata metadata of the object
   */
  Answer<CreateMultipartUploadResponse> create(
      String key, String contentType, Map<String, String> metadata, Form form) {
    CreateMultipartUploadRequest request =
        Requests.create(server.settings(), key)
            .contentType(contentType)
            .metadata(metadata)
            .checksumAlgorithm(form.checksums() ? ChecksumAlgorithm.CRC32_C : null)
            .checksumType(form.checksums() ? ChecksumType.FULL_OBJECT : null)
            .build();
    Call call = form.of(Call.plain(Requests.PUT, key));
    return attempts.send(call, deadline, s3 -> s3.createMultipartUpload(request));
  }

  /**
   * Aborts an upload; returns the problem if that failed. An upload that the server does not know
   * counts as aborted.
   */
  public Optional<Problem> abort(String key, String uploadId) {
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

  /** Lists the pending uploads whose key has this prefix. */
  public Answer<List<PendingUpload>> pending(String prefix) {
    List<PendingUpload> found = new ArrayList<>();
    Optional<PendingUpload> after = Optional.empty();
    while (true) {
      Answer<ListMultipartUploadsResponse> answer = page(prefix, after);
      if (!(answer instanceof Answer.Given<ListMultipartUploadsResponse>(var page))) {
        return answer.then(_ -> new Answer.Given<>(List.copyOf(found)));
      }
      page.uploads().stream()
          .map(upload -> new PendingUpload(upload.key(), upload.uploadId()))
          .filter(upload -> upload.key().startsWith(prefix) && !found.contains(upload))
          .forEach(found::add);
      Optional<PendingUpload> next = next(page);
      if (next.isEmpty() || next.equals(after)) {
        return new Answer.Given<>(List.copyOf(found));
      }
      after = next;
    }
  }

  private Answer<ListMultipartUploadsResponse> page(String prefix, Optional<PendingUpload> after) {
    ListMultipartUploadsRequest request =
        ListMultipartUploadsRequest.builder()
            .bucket(server.settings().bucket())
            .prefix(prefix)
            .keyMarker(after.map(PendingUpload::key).orElse(null))
            .uploadIdMarker(after.map(PendingUpload::uploadId).orElse(null))
            .build();
    Call call = Call.plain("s3:ListBucketMultipartUploads", prefix);
    return attempts.send(call, deadline, s3 -> s3.listMultipartUploads(request));
  }

  /**
   * The upload after which the next page begins. Some servers only report that there is another
   * page.
   */
  private static Optional<PendingUpload> next(ListMultipartUploadsResponse page) {
    if (!Boolean.TRUE.equals(page.isTruncated())) {
      return Optional.empty();
    }
    if (page.nextKeyMarker() != null) {
      return Optional.of(new PendingUpload(page.nextKeyMarker(), page.nextUploadIdMarker()));
    }
    return page.uploads().isEmpty()
        ? Optional.empty()
        : Optional.of(page.uploads().getLast())
            .map(last -> new PendingUpload(last.key(), last.uploadId()));
  }
}
