package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.s3.request.Answer;
import io.sparkrecorder.s3.request.Attempts;
import io.sparkrecorder.s3.request.Call;
import io.sparkrecorder.s3.request.Refusal;
import io.sparkrecorder.s3.request.Requests;
import io.sparkrecorder.s3.request.Server;
import io.sparkrecorder.time.Deadline;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Sends a file in one request. */
public final class SinglePut {
  private static final int ROUNDS = 10;

  private final Upload upload;
  private final Server server;
  private final Attempts attempts;
  private final Deadline deadline;
  private final UploadJournal journal;
  private final Form form;

  public SinglePut(
      Upload upload, Server server, Attempts attempts, Deadline deadline, UploadJournal journal) {
    this.upload = upload;
    this.server = server;
    this.attempts = attempts;
    this.deadline = deadline;
    this.journal = journal;
    this.form = new Form(server);
  }

  public PutResult run() {
    Optional<PutResult> known = server.conditions() ? Optional.empty() : known();
    for (int round = 0; round < ROUNDS && known.isEmpty(); round++) {
      known =
          switch (send()) {
            case Answer.Given<PutObjectResponse>(var response) -> {
              form.taken();
              yield Optional.of(
                  new PutResult.Stored(upload.key(), upload.bytes(), response.eTag()));
            }
            case Answer.Failed<PutObjectResponse>(var problem) ->
                Optional.of(new PutResult.Failed(problem));
            case Answer.Refused<PutObjectResponse>(var refusal, var problem) ->
                after(refusal, problem);
          };
    }
    return known.orElseGet(() -> new PutResult.Failed(attempts.wording().restless(upload.key())));
  }

  private Optional<PutResult> after(Refusal refusal, Problem problem) {
    return switch (refusal) {
      case EXISTS -> known();
      case CHECKSUM -> {
        form.withoutChecksums();
        yield Optional.empty();
      }
      case CONDITION -> {
        form.withoutConditions();
        yield known();
      }
      case TOO_LARGE ->
          Optional.of(
              server.shrinksParts(upload.bytes())
                  ? new MultipartPut(upload, server, attempts, deadline, journal).run()
                  : new PutResult.Failed(problem));
      case ABSENT, CONFLICTING, NO_SUCH_UPLOAD, INVALID_PART, NOT_LISTED ->
          Optional.of(new PutResult.Failed(problem));
    };
  }

  private Optional<PutResult> known() {
    return switch (Existing.at(upload, server, attempts, deadline)) {
      case Existing.Nothing() -> Optional.empty();
      case Existing.Same() -> Optional.of(new PutResult.AlreadyThere(upload.key(), upload.bytes()));
      case Existing.Other() -> Optional.of(new PutResult.Conflict(upload.key()));
      case Existing.Unknown(Problem problem) -> Optional.of(new PutResult.Failed(problem));
    };
  }

  private Answer<PutObjectResponse> send() {
    PutObjectRequest request =
        Requests.put(server.settings(), upload.key())
            .contentType(upload.contentType())
            .metadata(Map.of(Existing.CRC32C, upload.crc32c().hex()))
            .checksumCRC32C(form.checksums() ? upload.crc32c().base64() : null)
            .ifNoneMatch(form.conditions() ? "*" : null)
            .build();
    Call call = form.of(Call.plain(Requests.PUT, upload.key())).conditional(form.conditions());
    RequestBody body =
        RequestBody.fromContentProvider(
            FileSlice.whole(upload), upload.bytes(), upload.contentType());
    return attempts.send(call, deadline, s3 -> s3.putObject(request, body));
  }
}
