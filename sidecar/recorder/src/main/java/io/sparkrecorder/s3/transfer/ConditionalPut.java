package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.s3.model.Document;
import io.sparkrecorder.s3.model.PutResult;
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
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Stores a document in place of one version of it. A server without {@code If-Match} is asked for
 * the version right before the request, which leaves a short race.
 */
public final class ConditionalPut {
  private static final int ROUNDS = 4;

  private final String key;
  private final Document document;
  private final String contentType;
  private final Optional<String> before;
  private final Server server;
  private final Attempts attempts;
  private final Deadline deadline;
  private final Form form;

  public ConditionalPut(
      String key,
      Document document,
      String contentType,
      Optional<String> before,
      Server server,
      Attempts attempts,
      Deadline deadline) {
    this.key = key;
    this.document = document;
    this.contentType = contentType;
    this.before = before;
    this.server = server;
    this.attempts = attempts;
    this.deadline = deadline;
    this.form = new Form(server);
  }

  public PutResult run() {
    Optional<PutResult> result = Optional.empty();
    for (int round = 0; round < ROUNDS && result.isEmpty(); round++) {
      result = form.conditions() ? put() : unchanged().or(this::put);
    }
    return result.orElseGet(() -> new PutResult.Failed(attempts.wording().restless(key)));
  }

  private Optional<PutResult> put() {
    return switch (send()) {
      case Answer.Given<PutObjectResponse>(var response) -> {
        form.taken();
        yield Optional.of(new PutResult.Stored(key, document.bytes(), response.eTag()));
      }
      case Answer.Failed<PutObjectResponse>(var problem) ->
          Optional.of(new PutResult.Failed(problem));
      case Answer.Refused<PutObjectResponse>(var refusal, var problem) ->
          switch (refusal) {
            case EXISTS -> Optional.of(conflict());
            // The version that was to be replaced is gone.
            case ABSENT -> Optional.of(new PutResult.Conflict(key));
            case CHECKSUM -> {
              form.withoutChecksums();
              yield Optional.empty();
            }
            case CONDITION -> {
              form.withoutConditions();
              yield Optional.empty();
            }
            case TOO_LARGE, CONFLICTING, NO_SUCH_UPLOAD, INVALID_PART, NOT_LISTED ->
                Optional.of(new PutResult.Failed(problem));
          };
    };
  }

  private Answer<PutObjectResponse> send() {
    boolean conditional = form.conditions();
    PutObjectRequest request =
        Requests.put(server.settings(), key)
            .contentType(contentType)
            .metadata(Map.of(Existing.CRC32C, document.crc32c().hex()))
            .checksumCRC32C(form.checksums() ? document.crc32c().base64() : null)
            .ifMatch(conditional ? before.orElse(null) : null)
            .ifNoneMatch(conditional && before.isEmpty() ? "*" : null)
            .build();
    Call call = form.of(Call.plain(Requests.PUT, key)).conditional(conditional);
    RequestBody body =
        RequestBody.fromContentProvider(document::open, document.bytes(), contentType);
    return attempts.send(call, deadline, s3 -> s3.putObject(request, body));
  }

  /** The object differs from the expected one; an attempt whose answer was lost may have put it. */
  private PutResult conflict() {
    return switch (Existing.head(key, server, attempts, deadline)) {
      case Answer.Given<HeadObjectResponse>(var head) when isOurs(head) ->
          new PutResult.AlreadyThere(key, document.bytes());
      case Answer.Given<HeadObjectResponse> _, Answer.Refused<HeadObjectResponse> _ ->
          new PutResult.Conflict(key);
      case Answer.Failed<HeadObjectResponse>(var problem) -> new PutResult.Failed(problem);
    };
  }

  private boolean isOurs(HeadObjectResponse head) {
    return head.contentLength() == document.bytes()
        && document.crc32c().hex().equals(head.metadata().get(Existing.CRC32C));
  }

  /** Compares the version without a condition; empty if the object may be replaced. */
  private Optional<PutResult> unchanged() {
    return switch (Existing.head(key, server, attempts, deadline)) {
      case Answer.Given<HeadObjectResponse>(var head) ->
          before.filter(head.eTag()::equals).isPresent()
              ? Optional.empty()
              : Optional.of(
                  isOurs(head)
                      ? new PutResult.AlreadyThere(key, document.bytes())
                      : new PutResult.Conflict(key));
      case Answer.Failed<HeadObjectResponse>(var problem) ->
          Optional.of(new PutResult.Failed(problem));
      case Answer.Refused<HeadObjectResponse>(var refusal, var problem) -> {
        if (refusal != Refusal.ABSENT) {
          yield Optional.of(new PutResult.Failed(problem));
        }
        yield before.isEmpty() ? Optional.empty() : Optional.of(new PutResult.Conflict(key));
      }
    };
  }
}
