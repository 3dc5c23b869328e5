package io.sparkrecorder.s3;

import io.sparkrecorder.time.Deadline;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;

/** Asks the server which parts of an upload it has; only its word counts. */
record PartListing(Server server, Attempts attempts, Deadline deadline) {

  /** What the server has of an upload. */
  record Listed(boolean checksums, boolean fullObject, Map<Integer, Part> parts) {
    boolean has(int number, Multipart.Part part) {
      Part there = parts.get(number);
      return there != null
          && part.etag().equals(there.eTag())
          && there.size() != null
          && there.size() == part.bytes();
    }
  }

  Answer<Listed> of(Multipart upload) {
    return page(upload, null, new HashMap<>());
  }

  private Answer<Listed> page(Multipart upload, Integer after, Map<Integer, Part> parts) {
    ListPartsRequest request =
        ListPartsRequest.builder()
            .bucket(server.settings().bucket())
            .key(upload.key())
            .uploadId(upload.uploadId())
            .partNumberMarker(after)
            .build();
    Call call = Call.plain(Requests.LIST_PARTS, upload.key());
    return attempts
        .send(call, deadline, s3 -> s3.listParts(request))
        .then(
            response -> {
              response.parts().forEach(part -> parts.put(part.partNumber(), part));
              return Boolean.TRUE.equals(response.isTruncated())
                  ? page(upload, response.nextPartNumberMarker(), parts)
                  : new Answer.Given<>(listed(response, parts));
            });
  }

  private static Listed listed(ListPartsResponse last, Map<Integer, Part> parts) {
    return new Listed(
        last.checksumAlgorithm() == ChecksumAlgorithm.CRC32_C,
        last.checksumType() == ChecksumType.FULL_OBJECT,
        Map.copyOf(parts));
  }
}
