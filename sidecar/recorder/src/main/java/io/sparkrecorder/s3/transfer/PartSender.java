package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.s3.model.Multipart;
import io.sparkrecorder.s3.model.Multipart.Part;
import io.sparkrecorder.s3.model.SourceChanged;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.request.Answer;
import io.sparkrecorder.s3.request.Attempts;
import io.sparkrecorder.s3.request.Call;
import io.sparkrecorder.s3.request.Requests;
import io.sparkrecorder.s3.request.Server;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** Sends the missing parts, several at a time; the first problem ends it. */
public final class PartSender {
  private static final String CONTENT_TYPE = "application/octet-stream";

  private final Upload upload;
  private final Session session;
  private final Server server;
  private final Attempts attempts;
  private final Deadline deadline;
  private final AtomicReference<Answer<Part>> trouble = new AtomicReference<>();

  PartSender(Upload upload, Session session, Server server, Attempts attempts, Deadline deadline) {
    this.upload = upload;
    this.session = session;
    this.server = server;
    this.attempts = attempts;
    this.deadline = deadline;
  }

  /**
   * Sends the parts that are missing.
   *
   * @param acknowledged numbers of the parts that the server already has
   * @param sent called for each sent part, one call at a time
   */
  public Answer<Session> send(Set<Integer> acknowledged, BiConsumer<Integer, Part> sent) {
    Queue<Integer> missing = new ConcurrentLinkedQueue<>();
    IntStream.rangeClosed(1, session.upload().count())
        .filter(number -> !acknowledged.contains(number))
        .forEach(missing::add);
    Object turn = new Object();
    int workers = Math.min(server.settings().concurrency(), missing.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int worker = 0; worker < workers; worker++) {
        threads.execute(() -> work(missing, turn, sent));
      }
    }
    Answer<Part> first = trouble.get();
    return first == null
        ? new Answer.Given<>(session)
        : first.then(_ -> new Answer.Given<>(session));
  }

  private void work(Queue<Integer> missing, Object turn, BiConsumer<Integer, Part> sent) {
    Integer number;
    while (trouble.get() == null && (number = missing.poll()) != null) {
      Answer<Part> answer = sent(number);
      if (answer instanceof Answer.Given<Part>(Part part)) {
        synchronized (turn) {
          sent.accept(number, part);
        }
      } else {
        trouble.compareAndSet(null, answer);
      }
    }
  }

  /**
   * Sends a part and turns every failure into an answer: a missing part without one would look like
   * a changed file.
   */
  private Answer<Part> sent(int number) {
    try {
      return send(number);
    } catch (RuntimeException | Error e) {
      return new Answer.Failed<>(
          attempts.wording().internal(e, Call.plain(Requests.PUT, upload.key())));
    }
  }

  private Answer<Part> send(int number) {
    Multipart multipart = session.upload();
    if (deadline.passed()) {
      return new Answer.Failed<>(attempts.late(Call.plain(Requests.PUT, upload.key())));
    }
    FileSlice slice;
    try {
      slice = FileSlice.read(upload.source(), multipart.offset(number), multipart.length(number));
    } catch (SourceChanged e) {
      return new Answer.Failed<>(attempts.wording().changed(upload, e.getMessage()));
    } catch (IOException e) {
      return new Answer.Failed<>(attempts.wording().unreadable(upload.file(), e));
    }
    return send(session, number, slice, server, attempts, deadline);
  }

  /** Sends these bytes as the part with this number. */
  public static Answer<Part> send(
      Session session,
      int number,
      FileSlice slice,
      Server server,
      Attempts attempts,
      Deadline deadline) {
    Multipart multipart = session.upload();
    UploadPartRequest request =
        UploadPartRequest.builder()
            .bucket(server.settings().bucket())
            .key(multipart.key())
            .uploadId(multipart.uploadId())
            .partNumber(number)
            .checksumCRC32C(session.checksums() ? slice.crc32c().base64() : null)
            .build();
    RequestBody body = RequestBody.fromContentProvider(slice, slice.length(), CONTENT_TYPE);
    Call call =
        Call.plain(Requests.PUT, multipart.key())
            .checksummed(session.checksums())
            .bare(session.bare());
    return attempts
        .send(call, deadline, s3 -> s3.uploadPart(request, body))
        .then(
            response -> {
              if (session.checksums()) {
                server.tookChecksums();
              }
              return new Answer.Given<>(new Part(response.eTag(), slice.crc32c(), slice.length()));
            });
  }
}
