package io.sparkrecorder.store;

import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.Document;
import io.sparkrecorder.s3.model.ObjectHead;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A lease in the bucket: {@code <app>/.store/reaper.lease}, replaced with {@code If-Match} alone. A
 * server without conditional requests is read again after a pause: of two processes that wrote at
 * the same moment, the second one holds the lease.
 */
public final class BucketLease implements LeasePlace {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private final ObjectStore s3;
  private final String key;
  private long beat;

  /** The lease of an application. */
  public BucketLease(ObjectStore s3, AppBucket app) {
    this.s3 = s3;
    this.key = app.key("reaper.lease");
  }

  @Override
  public Optional<Note> read() throws IOException {
    try {
      Deadline soon = Deadline.in(PATIENCE);
      Optional<String> etag = s3.head(key, soon).flatMap(ObjectHead::etag);
      if (etag.isEmpty()) {
        return Optional.empty();
      }
      return s3.document(key, LARGEST, soon).map(json -> Note.of(json, 0, etag.get()));
    } catch (S3Problem e) {
      throw new IOException(e.problem().message(), e);
    }
  }

  @Override
  public Optional<Note> take(Optional<Note> before, String holder) throws IOException {
    long number = before.map(Note::number).orElse(0L) + 1;
    Optional<Note> mine = put(before.map(Note::version), number, holder, false);
    if (mine.isEmpty() || !s3.ignoresConditions()) {
      return mine;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    return read().filter(mine.get()::equals);
  }

  @Override
  public Optional<Note> write(Note own, boolean free) throws IOException {
    return put(Optional.of(own.version()), own.number(), own.holder(), free);
  }

  private Optional<Note> put(Optional<String> before, long number, String holder, boolean free)
      throws IOException {
    byte[] json = LeasePlace.json(number, holder, free, beat++);
    return switch (s3.replaceDocument(key, Document.of(json), before, Deadline.in(PATIENCE))) {
      case PutResult.Stored(_, _, String etag) -> Optional.of(new Note(number, holder, free, etag));
      case PutResult.AlreadyThere _ -> read();
      case PutResult.Conflict _ -> Optional.empty();
      case PutResult.Failed(var problem) -> throw new IOException(problem.message());
    };
  }
}
