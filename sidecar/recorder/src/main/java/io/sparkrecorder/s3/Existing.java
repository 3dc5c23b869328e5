package io.sparkrecorder.s3;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.config.Encryption;
import io.sparkrecorder.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** What is under the key of an upload, compared with what is to be there. */
sealed interface Existing {
  record Nothing() implements Existing {}

  record Same() implements Existing {}

  record Other() implements Existing {}

  record Unknown(Problem problem) implements Existing {}

  /** The name of the metadata that holds the checksum of each object we put. */
  String CRC32C = "crc32c";

  static Existing at(Upload upload, Server server, Attempts attempts, Deadline deadline) {
    // With KMS the server's checksum would need the right to decrypt; our metadata does not.
    boolean checksum = server.checksums() && server.settings().encryption() != Encryption.AWS_KMS;
    HeadObjectRequest request =
        HeadObjectRequest.builder()
            .bucket(server.settings().bucket())
            .key(upload.key())
            .checksumMode(checksum ? ChecksumMode.ENABLED : null)
            .build();
    Call call = Call.plain(Requests.GET, upload.key()).checksummed(checksum);
    return switch (attempts.send(call, deadline, s3 -> s3.headObject(request))) {
      case Answer.Given<HeadObjectResponse>(var head) -> compare(upload, head);
      case Answer.Failed<HeadObjectResponse>(var problem) -> new Unknown(problem);
      case Answer.Refused<HeadObjectResponse>(var refusal) ->
          switch (refusal) {
            case ABSENT -> new Nothing();
            case CHECKSUM -> {
              server.refusesChecksums();
              yield at(upload, server, attempts, deadline);
            }
            default -> new Unknown(attempts.diagnosis().unexpected(call, refusal));
          };
    };
  }

  private static Existing compare(Upload upload, HeadObjectResponse head) {
    List<String> known = new ArrayList<>();
    if (head.metadata().get(CRC32C) != null) {
      known.add(head.metadata().get(CRC32C));
    }
    if (head.checksumCRC32C() != null && head.checksumType() == ChecksumType.FULL_OBJECT) {
      known.add(Crc32c.parseBase64(head.checksumCRC32C()).hex());
    }
    boolean same =
        head.contentLength() == upload.bytes()
            && !known.isEmpty()
            && known.stream().allMatch(upload.crc32c().hex()::equals);
    return same ? new Same() : new Other();
  }
}
