package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.s3.model.Multipart;
import io.sparkrecorder.s3.request.Answer;
import io.sparkrecorder.s3.request.Attempts;
import io.sparkrecorder.s3.request.Call;
import io.sparkrecorder.s3.request.Refusal;
import io.sparkrecorder.s3.request.Requests;
import io.sparkrecorder.s3.request.Server;
import io.sparkrecorder.time.Deadline;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.Part;

/** Asks the server for the parts of an upload; only the server's answer counts. */
public record PartListing(Server server, Attempts attempts, Deadline deadline) {

  /**
   * The parts of an upload that the server has.
   *
   * @param complete whether the list is certain to hold every part
   */
  record Listed(boolean checksums, boolean fullObject, Map<Integer, Part> parts, boolean complete) {
    boolean has(int number, Multipart.Part part) {
      Part there = parts.get(number);
      return there != null
          && part.etag().equals(there.eTag())
          && there.size() != null
          && there.size() == part.bytes();
    }
  }

  /** {@link Refusal#NOT_LISTED} from a server that does not list parts. */
  Answer<Listed> of(Multipart upload) {
    Map<Integer, Part> parts = new HashMap<>();
    Optional<Integer> after = Optional.empty();
    while (true) {
      Answer<ListPartsResponse> answer = page(upload, after);
      if (!(answer instanceof Answer.Given<ListPartsResponse>(var page))) {
        return answer.then(given -> new Answer.Given<>(listed(given, parts, false)));
      }
      page.parts().forEach(part -> parts.put(part.partNumber(), part));
      Optional<Integer> next = next(page, parts);
      if (next.isEmpty()) {
        return new Answer.Given<>(listed(page, parts, true));
      }
      if (next.equals(after)) {
        return new Answer.Given<>(listed(page, parts, false)); // the server supports only one page
      }
      after = next;
    }
  }

  private Answer<ListPartsResponse> page(Multipart upload, Optional<Integer> after) {
    ListPartsRequest request =
        ListPartsRequest.builder()
            .bucket(server.settings().bucket())
            .key(upload.key())
            .uploadId(upload.uploadId())
            .partNumberMarker(after.orElse(null))
            .build();
    Call call = Call.plain(Requests.LIST_PARTS, upload.key());
    return attempts.send(call, deadline, s3 -> s3.listParts(request));
  }

  /**
   * The part number after which the next page begins. Some servers only report that there is
   * another page.
   */
  private static Optional<Integer> next(ListPartsResponse page, Map<Integer, Part> parts) {
    if (!Boolean.TRUE.equals(page.isTruncated()) || parts.isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(page.nextPartNumberMarker())
        .filter(number -> number > 0)
        .or(() -> Optional.of(Collections.max(parts.keySet())));
  }

  private static Listed listed(ListPartsResponse last, Map<Integer, Part> parts, boolean complete) {
    return new Listed(
        last.checksumAlgorithm() == ChecksumAlgorithm.CRC32_C,
        last.checksumType() == ChecksumType.FULL_OBJECT,
        Map.copyOf(parts),
        complete);
  }
}
