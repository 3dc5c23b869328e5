package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.s3.model.Multipart;
import io.sparkrecorder.s3.model.PendingUpload;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.Trial;
import io.sparkrecorder.s3.request.Answer;
import io.sparkrecorder.s3.request.Attempts;
import io.sparkrecorder.s3.request.Call;
import io.sparkrecorder.s3.request.Requests;
import io.sparkrecorder.s3.request.Server;
import io.sparkrecorder.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Tries each request that recorders send for an upload in parts, so that a missing right is known
 * by its name. No upload remains: if the abort is refused, the upload is completed.
 *
 * @param key a key that nobody else uses
 * @param deadlines gives the deadline of a request, so that one that fails late leaves time to the
 *     others
 */
public record MultipartTrial(
    String key, String content, Server server, Attempts attempts, Supplier<Deadline> deadlines) {
  private static final String CONTENT_TYPE = "text/plain";
  private static final String PENDING = "s3:ListBucketMultipartUploads";
  private static final String ABORT = "s3:AbortMultipartUpload";

  /** The clean-up has a time of its own, because the trial may have used up its own. */
  private static final Duration CLEAN_UP = Duration.ofSeconds(5);

  /** Sends the requests in the order of an upload. The first failure to begin is the last one. */
  public List<Trial> run() {
    List<Trial> trials = new ArrayList<>();
    Form form = new Form(server);
    form.withoutChecksums();
    Answer<CreateMultipartUploadResponse> begun =
        uploads(deadlines.get()).create(key, CONTENT_TYPE, Map.of(), form);
    trials.add(trial(Requests.PUT, "begin an upload in parts", begun));
    if (begun instanceof Answer.Given<CreateMultipartUploadResponse>(var response)) {
      rest(new PendingUpload(key, response.uploadId()), trials);
    } else {
      abortUnknown();
    }
    return trials;
  }

  private void rest(PendingUpload upload, List<Trial> trials) {
    Optional<String> etag = Optional.empty();
    try {
      Answer<UploadPartResponse> part = part(upload);
      trials.add(trial(Requests.PUT, "upload a part", part));
      etag =
          part instanceof Answer.Given<UploadPartResponse>(var sent)
              ? Optional.of(sent.eTag())
              : Optional.empty();
      trials.add(trial(Requests.LIST_PARTS, "list the parts", parts(upload)));
      trials.add(trial(PENDING, "list the uploads", uploads(deadlines.get()).pending(key)));
    } finally {
      Optional<Problem> kept = uploads(cleanUp()).abort(upload.key(), upload.uploadId());
      if (kept.isPresent() && etag.isPresent() && complete(upload, etag.get())) {
        kept = kept.map(this::completed);
      }
      trials.add(new Trial(ABORT, "abort the upload", kept));
      abortUnknown();
    }
  }

  /** Aborts uploads whose answer was lost: the server began them, but their id is unknown. */
  private void abortUnknown() {
    Uploads uploads = uploads(cleanUp());
    if (uploads.pending(key) instanceof Answer.Given<List<PendingUpload>>(var pending)) {
      pending.forEach(upload -> uploads.abort(upload.key(), upload.uploadId()));
    }
  }

  private Problem completed(Problem problem) {
    return new Problem(
        problem.reason(),
        "%s; so that no upload remains, it was completed as %s, which you may delete"
            .formatted(problem.message(), server.settings().url(key)));
  }

  private Answer<UploadPartResponse> part(PendingUpload upload) {
    UploadPartRequest request =
        UploadPartRequest.builder()
            .bucket(server.settings().bucket())
            .key(key)
            .uploadId(upload.uploadId())
            .partNumber(1)
            .build();
    return attempts.send(
        Call.plain(Requests.PUT, key).bare(true),
        deadlines.get(),
        s3 -> s3.uploadPart(request, RequestBody.fromBytes(bytes())));
  }

  private Answer<PartListing.Listed> parts(PendingUpload upload) {
    byte[] bytes = bytes();
    Multipart multipart =
        new Multipart(
            key, upload.uploadId(), bytes.length, bytes.length, Crc32c.of(bytes), Map.of());
    return new PartListing(server, attempts, deadlines.get()).of(multipart);
  }

  private boolean complete(PendingUpload upload, String etag) {
    CompleteMultipartUploadRequest request =
        CompleteMultipartUploadRequest.builder()
            .bucket(server.settings().bucket())
            .key(key)
            .uploadId(upload.uploadId())
            .multipartUpload(
                parts -> parts.parts(CompletedPart.builder().partNumber(1).eTag(etag).build()))
            .build();
    return attempts.send(
            Call.plain(Requests.PUT, key), cleanUp(), s3 -> s3.completeMultipartUpload(request))
        instanceof Answer.Given<CompleteMultipartUploadResponse>;
  }

  private byte[] bytes() {
    return content.getBytes(StandardCharsets.UTF_8);
  }

  private Uploads uploads(Deadline until) {
    return new Uploads(server, attempts, until);
  }

  private static Deadline cleanUp() {
    return Deadline.in(CLEAN_UP);
  }

  private static Trial trial(String right, String request, Answer<?> answer) {
    return new Trial(
        right,
        request,
        switch (answer) {
          case Answer.Given<?> _ -> Optional.empty();
          case Answer.Refused<?>(var _, var problem) -> Optional.of(problem);
          case Answer.Failed<?>(var problem) -> Optional.of(problem);
        });
  }
}
