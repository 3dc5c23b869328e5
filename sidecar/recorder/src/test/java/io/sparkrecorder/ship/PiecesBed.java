package io.sparkrecorder.ship;

import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.store.Incoming;
import io.sparkrecorder.store.Outbox;
import io.sparkrecorder.store.Slice;
import io.sparkrecorder.store.Source;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** An outbox with a recording that grows, its pod's journal, and a real S3 server. */
final class PiecesBed implements AutoCloseable {
  static final String NAME = "a.jfr";
  static final String OWNER = "uid";
  static final String FOLDER = "pipelines/team-a/recordings/app-1/";
  static final String KEY = FOLDER + "executor-1/" + NAME;
  static final String OTHER_KEY = FOLDER + "executor-1.uid/" + NAME;

  private final Path folder;
  private final UploadsBed bed;
  private final Outbox outbox;
  private UploadJournalFile journal;
  private int appended;

  PiecesBed(Path folder) throws IOException {
    this.folder = folder;
    bed = new UploadsBed(folder);
    outbox = Outbox.open(bed.pod(), 64 << 20);
    journal = open();
  }

  private UploadJournalFile open() {
    return UploadJournalFile.open(
        bed.pod(), bed.settings(), new BlockingCalls("the spool", Duration.ofSeconds(10)));
  }

  UploadsBed s3() {
    return bed;
  }

  Outbox outbox() {
    return outbox;
  }

  UploadJournalFile journal() {
    return journal;
  }

  /** The journal as the next recorder of the pod reads it. */
  UploadJournalFile reopened() throws IOException {
    journal.close();
    journal = open();
    return journal;
  }

  Piece piece() {
    return new Piece(NAME, new Piece.Keys(KEY, OTHER_KEY), OWNER, outbox);
  }

  PieceProgress progress() {
    return new PieceProgress(NAME, outbox, journal);
  }

  /** Appends random bytes to the recording, and returns them. */
  byte[] append(int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(appended).nextBytes(content);
    Path chunk = Files.write(folder.resolve("chunk-" + appended), content);
    outbox.append(
        new Incoming(NAME, "chunk " + appended, "jfr", FileState.WHOLE, Optional.empty()),
        Slice.of(Source.of(chunk), 0, bytes),
        soon());
    appended++;
    return content;
  }

  static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30));
  }

  @Override
  public void close() throws IOException {
    journal.close();
    outbox.close();
    bed.close();
  }
}
