package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.s3.model.GrowingUpload;
import io.sparkrecorder.s3.model.GrowthResult;
import io.sparkrecorder.s3.model.Multipart;
import io.sparkrecorder.s3.model.Multipart.Part;
import io.sparkrecorder.s3.model.ObjectHead;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.Source;
import io.sparkrecorder.s3.request.Answer;
import io.sparkrecorder.s3.request.Attempts;
import io.sparkrecorder.s3.request.Backoff;
import io.sparkrecorder.s3.request.Refusal;
import io.sparkrecorder.s3.request.Server;
import io.sparkrecorder.time.Deadline;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** A {@link GrowingUpload} in the requests that S3 offers for it. */
public final class GrowingPut implements GrowingUpload {
  private static final Logger LOG = LoggerFactory.getLogger(GrowingPut.class);
  private static final String CONTENT_TYPE = "application/octet-stream";
  private static final int ROUNDS = 10;

  private final String key;
  private final String owner;
  private final Server server;
  private final Attempts attempts;
  private final NavigableMap<Integer, Part> parts = new ConcurrentSkipListMap<>();
  private volatile Optional<Session> session = Optional.empty();

  /**
   * Sends nothing yet.
   *
   * @param owner kept in the object's metadata to identify its uploader; the checksum cannot serve
   *     for that, because it is unknown when the upload begins
   */
  public GrowingPut(String key, String owner, Server server, Attempts attempts) {
    this.key = key;
    this.owner = owner;
    this.server = server;
    this.attempts = attempts;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public Optional<String> uploadId() {
    return session.map(it -> it.upload().uploadId());
  }

  @Override
  public SortedMap<Integer, Part> parts() {
    return new TreeMap<>(parts);
  }

  @Override
  public GrowthResult begin(Deadline deadline) {
    Answer<HeadObjectResponse> there = Existing.head(key, server, attempts, deadline);
    if (there instanceof Answer.Given<?>) {
      return new GrowthResult.Taken();
    }
    // A client that may write but not list gets 403 for an absent object; the condition guards
    // against overwriting.
    if (there instanceof Answer.Failed<HeadObjectResponse>(var problem)
        && !(problem.reason() == Problem.Reason.ACCESS_DENIED && server.conditions())) {
      return new GrowthResult.Failed(problem);
    }
    Form form = new Form(server);
    Answer<Session> answer = begin(form, deadline);
    if (answer.isRefused(Refusal.CHECKSUM)) {
      form.withoutChecksums();
      answer = begin(form, deadline);
    }
    return growth(answer);
  }

  private Answer<Session> begin(Form form, Deadline deadline) {
    return new Uploads(server, attempts, deadline)
        .create(key, CONTENT_TYPE, Map.of(Existing.OWNER, owner), form)
        .then(
            begun -> {
              boolean full = begun.checksumType() == ChecksumType.FULL_OBJECT;
              Multipart upload = upload(begun.uploadId());
              session = Optional.of(new Session(upload, form.checksums(), full, !form.checksums()));
              return new Answer.Given<>(session.get());
            });
  }

  @Override
  public GrowthResult resume(String uploadId, Map<Integer, Part> expected, Deadline deadline) {
    Answer<PartListing.Listed> answer =
        new PartListing(server, attempts, deadline).of(upload(uploadId));
    if (answer.isRefused(Refusal.NOT_LISTED)) {
      // The parts may be lost; the server compares their ETags when it completes the object.
      session(uploadId, server.checksums(), false);
      parts.clear();
      acknowledged(expected).forEach(parts::put);
      return new GrowthResult.Ready();
    }
    return growth(
        answer.then(
            listed -> {
              session(uploadId, listed.checksums(), listed.fullObject());
              parts.clear();
              listed
                  .parts()
                  .forEach(
                      (number, part) -> recall(part, Optional.ofNullable(expected.get(number))));
              if (!listed.complete()) {
                acknowledged(expected).forEach(parts::putIfAbsent);
              }
              return new Answer.Given<>(listed);
            }));
  }

  private static Map<Integer, Part> acknowledged(Map<Integer, Part> expected) {
    Map<Integer, Part> acknowledged = new TreeMap<>(expected);
    acknowledged.values().removeIf(part -> part.etag().isEmpty());
    return acknowledged;
  }

  private void session(String uploadId, boolean checksums, boolean fullObject) {
    session =
        Optional.of(new Session(upload(uploadId), checksums, fullObject, !server.checksums()));
  }

  private void recall(
      software.amazon.awssdk.services.s3.model.Part there, Optional<Part> expected) {
    if (there.partNumber() == null || there.size() == null) {
      return;
    }
    Optional<Crc32c> crc32c =
        Existing.crc32c(there.checksumCRC32C())
            .or(() -> expected.filter(part -> part.bytes() == there.size()).map(Part::crc32c));
    crc32c.ifPresent(
        crc -> parts.put(there.partNumber(), new Part(there.eTag(), crc, there.size())));
  }

  @Override
  public GrowthResult send(
      int number, Source source, long offset, long bytes, Crc32c crc32c, Deadline deadline) {
    FileSlice slice = new FileSlice(source, offset, bytes, crc32c);
    Answer<Part> answer =
        PartSender.send(session.orElseThrow(), number, slice, server, attempts, deadline);
    if (answer instanceof Answer.Given<Part>(Part part)) {
      parts.put(number, part);
    }
    return growth(answer);
  }

  @Override
  public PutResult complete(SortedMap<Integer, Part> of, Deadline deadline) {
    Completion completion = new Completion(session.orElseThrow(), of);
    Backoff backoff = new Backoff(deadline);
    Optional<Answer<CompleteMultipartUploadResponse>> last = Optional.empty();
    try {
      for (int round = 0; round < ROUNDS; round++) {
        Optional<PutResult> known = known(completion, last, deadline);
        if (known.isPresent()) {
          return known.get();
        }
        Answer<CompleteMultipartUploadResponse> answer =
            completion.send(server.conditions(), server, attempts, deadline);
        if (answer instanceof Answer.Failed<?>(Problem problem)) {
          return new PutResult.Failed(problem);
        }
        if (answer.isRefused(Refusal.CONDITION)) {
          server.refusesConditions();
        }
        last = Optional.of(answer);
        // The object may become visible a moment after its completion.
        if (round > 0 && !backoff.waited()) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new PutResult.Failed(attempts.wording().unseen(key));
  }

  /**
   * Reports the object as stored only when it is visible. Without the right to look, the answer to
   * the completion counts.
   *
   * @param last the answer to the last completion
   */
  private Optional<PutResult> known(
      Completion completion,
      Optional<Answer<CompleteMultipartUploadResponse>> last,
      Deadline deadline) {
    return switch (Existing.head(key, server, attempts, deadline)) {
      case Answer.Given<HeadObjectResponse>(var head) -> Optional.of(compared(completion, head));
      case Answer.Failed<HeadObjectResponse>(var problem) ->
          problem.reason() == Problem.Reason.ACCESS_DENIED
              ? unseen(completion, last, problem)
              : Optional.of(new PutResult.Failed(problem));
      case Answer.Refused<HeadObjectResponse> _ ->
          last.flatMap(GrowingPut::refused)
              .filter(it -> isFinal(it.refusal()))
              .map(it -> new PutResult.Failed(it.problem()));
    };
  }

  private Optional<PutResult> unseen(
      Completion completion,
      Optional<Answer<CompleteMultipartUploadResponse>> last,
      Problem problem) {
    return last.map(
        answer ->
            answer instanceof Answer.Given<CompleteMultipartUploadResponse>(var completed)
                ? new PutResult.Stored(key, completion.bytes(), completed.eTag())
                : new PutResult.Failed(problem));
  }

  private static Optional<Answer.Refused<?>> refused(Answer<?> answer) {
    return answer instanceof Answer.Refused<?> refused ? Optional.of(refused) : Optional.empty();
  }

  /**
   * Tells whether a refusal says that no object comes of the upload. Otherwise it may be made at
   * this moment, or by the next try.
   */
  private static boolean isFinal(Refusal refusal) {
    return switch (refusal) {
      case EXISTS, CONDITION, CONFLICTING -> false;
      case ABSENT, CHECKSUM, INVALID_PART, NO_SUCH_UPLOAD, NOT_LISTED, TOO_LARGE -> true;
    };
  }

  private PutResult compared(Completion completion, HeadObjectResponse head) {
    ObjectHead there = Existing.described(head);
    boolean ours =
        there.owner().filter(owner::equals).isPresent()
            && there.bytes() == completion.bytes()
            && there.crc32c().filter(crc -> !crc.equals(completion.crc32c())).isEmpty();
    return ours ? new PutResult.AlreadyThere(key, there.bytes()) : new PutResult.Conflict(key);
  }

  @Override
  public void abort(Deadline deadline) {
    uploadId()
        .flatMap(id -> new Uploads(server, attempts, deadline).abort(key, id))
        .ifPresent(
            problem ->
                LOG.warn("parts of an upload are left in the bucket: {}", problem.message()));
    session = Optional.empty();
    parts.clear();
  }

  private GrowthResult growth(Answer<?> answer) {
    return switch (answer) {
      case Answer.Given<?> _ -> new GrowthResult.Ready();
      case Answer.Failed<?>(Problem problem) -> new GrowthResult.Failed(problem);
      case Answer.Refused<?>(Refusal refusal, Problem problem) ->
          switch (refusal) {
            case NO_SUCH_UPLOAD, ABSENT -> new GrowthResult.Gone();
            case EXISTS -> new GrowthResult.Taken();
            case CHECKSUM, CONDITION, CONFLICTING, INVALID_PART, NOT_LISTED, TOO_LARGE ->
                new GrowthResult.Failed(problem);
          };
    };
  }

  private Multipart upload(String uploadId) {
    return new Multipart(key, uploadId, 0, 0, Crc32c.EMPTY, Map.of());
  }
}
