package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.s3.model.Multipart;
import io.sparkrecorder.s3.model.Multipart.Part;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.s3.request.Answer;
import io.sparkrecorder.s3.request.Attempts;
import io.sparkrecorder.s3.request.Backoff;
import io.sparkrecorder.s3.request.Refusal;
import io.sparkrecorder.s3.request.Server;
import io.sparkrecorder.time.Deadline;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;

/**
 * Uploads a file in parts, and resumes where an earlier run ended. Each round checks the object
 * under the key, resumes or begins the upload, and completes it. A refusal of the server updates
 * the known state, on which the next round acts.
 */
public final class MultipartPut {
  private static final Logger LOG = LoggerFactory.getLogger(MultipartPut.class);
  private static final int ROUNDS = 10;

  /** S3 allows 10,000 parts; one less keeps rounding below the limit. */
  private static final long MOST_PARTS = 9_999;

  private final Upload upload;
  private final Server server;
  private final Attempts attempts;
  private final Deadline deadline;
  private final UploadJournal journal;

  /** The upload in progress, if any, with its acknowledged parts. */
  private Optional<Multipart> current = Optional.empty();

  private final SortedMap<Integer, Part> acknowledged = new ConcurrentSkipListMap<>();

  private final Form form;

  /** Whether the server reported an object under the key. */
  private boolean exists;

  public MultipartPut(
      Upload upload, Server server, Attempts attempts, Deadline deadline, UploadJournal journal) {
    this.upload = upload;
    this.server = server;
    this.attempts = attempts;
    this.deadline = deadline;
    this.journal = journal;
    this.form = new Form(server);
  }

  public PutResult run() {
    Optional<Problem> refused = Optional.empty();
    recall();
    for (int round = 0; round < ROUNDS; round++) {
      Optional<PutResult> known = known();
      if (known.isPresent()) {
        return known.get();
      }
      Answer<CompleteMultipartUploadResponse> answer =
          session().then(this::sendParts).then(this::complete);
      switch (answer) {
        case Answer.Given<CompleteMultipartUploadResponse>(var response) -> {
          form.taken();
          return confirmed(response.eTag());
        }
        case Answer.Failed<CompleteMultipartUploadResponse>(var problem) -> {
          if (problem.reason() == Problem.Reason.SOURCE_CHANGED) {
            abandon();
          }
          return new PutResult.Failed(problem);
        }
        case Answer.Refused<CompleteMultipartUploadResponse>(var refusal, var problem) -> {
          refused = Optional.of(problem);
          if (!learned(refusal)) {
            return new PutResult.Failed(problem);
          }
        }
      }
    }
    return new PutResult.Failed(refused.orElseGet(() -> attempts.wording().restless(upload.key())));
  }

  /** Resumes the upload in the journal, and discards one of other bytes. */
  private void recall() {
    current = journal.find(upload.key());
    if (current.isPresent() && !current.get().isFor(upload)) {
      abandon();
    }
    current.ifPresent(multipart -> acknowledged.putAll(multipart.parts()));
  }

  /** Checks the key before sending: after a lost answer to Complete, the object already exists. */
  private Optional<PutResult> known() {
    return switch (Existing.at(upload, server, attempts, deadline)) {
      case Existing.Nothing() -> Optional.empty();
      case Existing.Same() -> {
        abandon();
        yield Optional.of(new PutResult.AlreadyThere(upload.key(), upload.bytes()));
      }
      case Existing.Other() -> {
        abandon();
        yield Optional.of(new PutResult.Conflict(upload.key()));
      }
      // A client that may write but not list gets 403 for an absent object; the condition guards
      // against overwriting.
      case Existing.Unknown(Problem problem) ->
          problem.reason() == Problem.Reason.ACCESS_DENIED && form.conditions() && !exists
              ? Optional.empty()
              : Optional.of(new PutResult.Failed(problem));
    };
  }

  /** Applies a refusal to the known state; returns whether the next round acts differently. */
  private boolean learned(Refusal refusal) {
    switch (refusal) {
      case EXISTS -> exists = true;
      case ABSENT -> {}
      case CONDITION -> form.withoutConditions();
      case NO_SUCH_UPLOAD -> forget();
      case CONFLICTING, INVALID_PART, NOT_LISTED -> abandon();
      case CHECKSUM -> {
        form.withoutChecksums();
        abandon();
      }
      case TOO_LARGE -> {
        boolean smaller = server.shrinksParts(sentAtOnce());
        abandon();
        return smaller;
      }
    }
    return true;
  }

  private long sentAtOnce() {
    return current.map(it -> Math.min(it.partSize(), it.bytes())).orElse(0L);
  }

  private Answer<Session> session() {
    if (current.isEmpty()) {
      return begin();
    }
    Multipart multipart = current.get();
    return new PartListing(server, attempts, deadline)
        .of(multipart)
        .then(
            listed -> {
              if (listed.checksums() && !form.checksums()) {
                abandon();
                return begin();
              }
              acknowledged.entrySet().removeIf(part -> !listed.has(part.getKey(), part.getValue()));
              LOG.info(
                  "going on with the upload of {}: {} of {} parts are there",
                  server.settings().url(upload.key()),
                  acknowledged.size(),
                  multipart.count());
              return new Answer.Given<>(
                  new Session(
                      multipart, listed.checksums(), listed.fullObject(), !form.checksums()));
            });
  }

  private Answer<Session> begin() {
    return new Uploads(server, attempts, deadline)
        .create(
            upload.key(),
            upload.contentType(),
            Map.of(Existing.CRC32C, upload.crc32c().hex()),
            form)
        .then(response -> new Answer.Given<>(begun(response)));
  }

  private Session begun(CreateMultipartUploadResponse response) {
    Multipart multipart =
        new Multipart(
            upload.key(),
            response.uploadId(),
            partSize(upload.bytes(), server.partSize()),
            upload.bytes(),
            upload.crc32c(),
            Map.of());
    current = Optional.of(multipart);
    acknowledged.clear();
    note(it -> it.started(multipart));
    return new Session(
        multipart,
        form.checksums(),
        response.checksumType() == ChecksumType.FULL_OBJECT,
        !form.checksums());
  }

  /**
   * Computes the part size, which is the same for every run with the same settings and respects the
   * limit on the number of parts.
   */
  public static long partSize(long bytes, long wanted) {
    return Math.max(wanted, (bytes + MOST_PARTS - 1) / MOST_PARTS);
  }

  private Answer<Session> sendParts(Session session) {
    return new PartSender(upload, session, server, attempts, deadline)
        .send(
            acknowledged.keySet(),
            (number, part) -> {
              acknowledged.put(number, part);
              note(
                  it ->
                      it.part(session.upload(), number, part.etag(), part.crc32c(), part.bytes()));
            });
  }

  private Answer<CompleteMultipartUploadResponse> complete(Session session) {
    Completion completion = new Completion(session, acknowledged);
    return completion.crc32c().equals(upload.crc32c())
        ? completion.send(form.conditions(), server, attempts, deadline)
        : new Answer.Failed<>(
            attempts.wording().changed(upload, "its checksum is " + completion.crc32c().hex()));
  }

  /**
   * Reports the object as stored only when it is visible. A Complete that is retried after a
   * timeout may be answered while the first is still assembling the parts.
   */
  private PutResult confirmed(String etag) {
    PutResult stored = new PutResult.Stored(upload.key(), upload.bytes(), etag);
    Backoff backoff = new Backoff(deadline);
    try {
      do {
        switch (Existing.at(upload, server, attempts, deadline)) {
          case Existing.Nothing() -> {}
          case Existing.Same _, Existing.Other _ -> {
            forget();
            return stored;
          }
          case Existing.Unknown(Problem problem) -> {
            if (problem.reason() != Problem.Reason.ACCESS_DENIED) {
              return new PutResult.Failed(problem);
            }
            forget(); // without the right to look, the answer has to be trusted
            return stored;
          }
        }
      } while (backoff.waited());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new PutResult.Failed(attempts.wording().unseen(upload.key()));
  }

  /** Aborts the upload at the server, or logs that its parts remain there. */
  private void abandon() {
    if (current.isEmpty()) {
      return;
    }
    new Uploads(server, attempts, deadline)
        .abort(upload.key(), current.get().uploadId())
        .ifPresent(
            problem ->
                LOG.warn("parts of an upload are left in the bucket: {}", problem.message()));
    forget();
  }

  private void forget() {
    current = Optional.empty();
    acknowledged.clear();
    note(it -> it.ended(upload.key()));
  }

  private void note(Consumer<UploadJournal> entry) {
    try {
      entry.accept(journal);
    } catch (RuntimeException e) {
      LOG.warn("the upload of {} goes on without its journal: {}", upload.key(), e.toString());
    }
  }
}
