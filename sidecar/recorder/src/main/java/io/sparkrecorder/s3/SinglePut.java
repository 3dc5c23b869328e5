package io.sparkrecorder.s3;

import io.sparkrecorder.time.Deadline;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Sends a file in one request. */
final class SinglePut {
  private static final int ROUNDS = 10;

  private final Upload upload;
  private final Server server;
  private final Attempts attempts;
  private final Deadline deadline;

  SinglePut(Upload upload, Server server, Attempts attempts, Deadline deadline) {
    this.upload = upload;
    this.server = server;
    this.attempts = attempts;
    this.deadline = deadline;
  }

  Put run() {
    Optional<Put> known = server.conditions() ? Optional.empty() : known();
    for (int round = 0; round < ROUNDS && known.isEmpty(); round++) {
      known =
          switch (send()) {
            case Answer.Given<PutObjectResponse>(var response) ->
                Optional.of(new Put.Stored(upload.key(), upload.bytes(), response.eTag()));
            case Answer.Failed<PutObjectResponse>(var problem) ->
                Optional.of(new Put.Failed(problem));
            case Answer.Refused<PutObjectResponse>(var refusal) -> after(refusal);
          };
    }
    return known.orElseGet(() -> new Put.Failed(attempts.diagnosis().restless(upload.key())));
  }

  private Optional<Put> after(Refusal refusal) {
    return switch (refusal) {
      case EXISTS -> known();
      case CHECKSUM -> {
        server.refusesChecksums();
        yield Optional.empty();
      }
      case CONDITION -> {
        server.refusesConditions();
        yield known();
      }
      case ABSENT, CONFLICTING, NO_SUCH_UPLOAD, INVALID_PART ->
          Optional.of(
              new Put.Failed(
                  attempts
                      .diagnosis()
                      .unexpected(Call.plain(Requests.PUT, upload.key()), refusal)));
    };
  }

  private Optional<Put> known() {
    return switch (Existing.at(upload, server, attempts, deadline)) {
      case Existing.Nothing() -> Optional.empty();
      case Existing.Same() -> Optional.of(new Put.AlreadyThere(upload.key(), upload.bytes()));
      case Existing.Other() -> Optional.of(new Put.Conflict(upload.key()));
      case Existing.Unknown(Problem problem) -> Optional.of(new Put.Failed(problem));
    };
  }

  private Answer<PutObjectResponse> send() {
    boolean checksums = server.checksums();
    boolean conditions = server.conditions();
    PutObjectRequest request =
        Requests.put(server.settings(), upload.key())
            .contentType(upload.contentType())
            .metadata(Map.of(Existing.CRC32C, upload.crc32c().hex()))
            .checksumCRC32C(checksums ? upload.crc32c().base64() : null)
            .ifNoneMatch(conditions ? "*" : null)
            .build();
    Call call =
        Call.plain(Requests.PUT, upload.key()).checksummed(checksums).conditional(conditions);
    RequestBody body =
        RequestBody.fromContentProvider(
            FileSlice.whole(upload), upload.bytes(), upload.contentType());
    return attempts.send(call, deadline, s3 -> s3.putObject(request, body));
  }
}
