package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.s3.model.Multipart.Part;
import io.sparkrecorder.s3.request.Answer;
import io.sparkrecorder.s3.request.Attempts;
import io.sparkrecorder.s3.request.Call;
import io.sparkrecorder.s3.request.Requests;
import io.sparkrecorder.s3.request.Server;
import io.sparkrecorder.time.Deadline;
import java.util.Map;
import java.util.SortedMap;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * The request that assembles the parts into an object.
 *
 * @param parts all parts, by number
 */
public record Completion(Session session, SortedMap<Integer, Part> parts) {
  long bytes() {
    return parts.values().stream().mapToLong(Part::bytes).sum();
  }

  /** The checksum of all parts in order. */
  Crc32c crc32c() {
    Crc32c crc32c = Crc32c.EMPTY;
    for (Part part : parts.values()) {
      crc32c = crc32c.then(part.crc32c(), part.bytes());
    }
    return crc32c;
  }

  public Answer<CompleteMultipartUploadResponse> send(
      boolean conditions, Server server, Attempts attempts, Deadline deadline) {
    boolean whole = session.checksums() && session.fullObject();
    String key = session.upload().key();
    CompleteMultipartUploadRequest request =
        CompleteMultipartUploadRequest.builder()
            .bucket(server.settings().bucket())
            .key(key)
            .uploadId(session.upload().uploadId())
            .multipartUpload(upload -> upload.parts(completedParts()))
            .checksumCRC32C(whole ? crc32c().base64() : null)
            .checksumType(whole ? ChecksumType.FULL_OBJECT : null)
            .mpuObjectSize(whole ? bytes() : null)
            .ifNoneMatch(conditions ? "*" : null)
            .build();
    Call call =
        Call.plain(Requests.PUT, key)
            .checksummed(session.checksums())
            .bare(session.bare())
            .conditional(conditions)
            .completing();
    return attempts.send(call, deadline, s3 -> s3.completeMultipartUpload(request));
  }

  private CompletedPart[] completedParts() {
    return parts.entrySet().stream().map(this::completedPart).toArray(CompletedPart[]::new);
  }

  private CompletedPart completedPart(Map.Entry<Integer, Part> part) {
    return CompletedPart.builder()
        .partNumber(part.getKey())
        .eTag(part.getValue().etag())
        .checksumCRC32C(session.checksums() ? part.getValue().crc32c().base64() : null)
        .build();
  }
}
