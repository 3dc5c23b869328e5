package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.config.Encryption;
import io.sparkrecorder.s3.model.ObjectHead;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.request.Answer;
import io.sparkrecorder.s3.request.Attempts;
import io.sparkrecorder.s3.request.Call;
import io.sparkrecorder.s3.request.Refusal;
import io.sparkrecorder.s3.request.Server;
import io.sparkrecorder.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** The object under the key of an upload, compared with the bytes to upload. */
public sealed interface Existing {
  record Nothing() implements Existing {}

  record Same() implements Existing {}

  record Other() implements Existing {}

  record Unknown(Problem problem) implements Existing {}

  /** Metadata name for the checksum of each uploaded object. */
  String CRC32C = "crc32c";

  /**
   * Metadata name for the owner of a growing upload, whose checksum was not known when it began.
   */
  String OWNER = "owner";

  static Existing at(Upload upload, Server server, Attempts attempts, Deadline deadline) {
    return switch (head(upload.key(), server, attempts, deadline)) {
      case Answer.Given<HeadObjectResponse>(var head) -> compare(upload, head);
      case Answer.Failed<HeadObjectResponse>(var problem) -> new Unknown(problem);
      case Answer.Refused<HeadObjectResponse>(var refusal, var problem) ->
          refusal == Refusal.ABSENT ? new Nothing() : new Unknown(problem);
    };
  }

  /** The head of the object under a key, with its checksum where the server supports it. */
  static Answer<HeadObjectResponse> head(
      String key, Server server, Attempts attempts, Deadline deadline) {
    // With KMS, reading the server's checksum needs permission to decrypt; our metadata does not.
    boolean checksum = server.checksums() && server.settings().encryption() != Encryption.AWS_KMS;
    Answer<HeadObjectResponse> answer = head(key, checksum, server, attempts, deadline);
    if (!answer.isRefused(Refusal.CHECKSUM)) {
      return answer;
    }
    Answer<HeadObjectResponse> without = head(key, false, server, attempts, deadline);
    if (without instanceof Answer.Given<?> || without.isRefused(Refusal.ABSENT)) {
      server.refusesChecksums();
    }
    return without;
  }

  private static Answer<HeadObjectResponse> head(
      String key, boolean checksum, Server server, Attempts attempts, Deadline deadline) {
    HeadObjectRequest request =
        HeadObjectRequest.builder()
            .bucket(server.settings().bucket())
            .key(key)
            .checksumMode(checksum ? ChecksumMode.ENABLED : null)
            .build();
    Call call = Call.head(key).checksummed(checksum);
    return attempts.send(call, deadline, s3 -> s3.headObject(request));
  }

  static ObjectHead described(HeadObjectResponse head) {
    return new ObjectHead(
        head.contentLength(),
        Optional.ofNullable(head.metadata().get(OWNER)),
        fullChecksum(head)
            // Others may have put an object with metadata of their own under the key.
            .or(() -> Optional.ofNullable(head.metadata().get(CRC32C)).flatMap(Crc32c::parse)),
        Optional.ofNullable(head.eTag()));
  }

  private static Optional<Crc32c> fullChecksum(HeadObjectResponse head) {
    return head.checksumType() == ChecksumType.FULL_OBJECT
        ? crc32c(head.checksumCRC32C())
        : Optional.empty();
  }

  /** The server's checksum; empty when there is none that can be read. */
  static Optional<Crc32c> crc32c(String base64) {
    return Optional.ofNullable(base64).flatMap(Crc32c::parseBase64);
  }

  private static Existing compare(Upload upload, HeadObjectResponse head) {
    List<String> known = new ArrayList<>();
    if (head.metadata().get(CRC32C) != null) {
      known.add(head.metadata().get(CRC32C));
    }
    fullChecksum(head).map(Crc32c::hex).ifPresent(known::add);
    boolean same =
        head.contentLength() == upload.bytes()
            && !known.isEmpty()
            && known.stream().allMatch(upload.crc32c().hex()::equals);
    return same ? new Same() : new Other();
  }
}
