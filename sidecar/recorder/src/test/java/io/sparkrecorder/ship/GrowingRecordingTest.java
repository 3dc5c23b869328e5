package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.s3.model.Multipart;
import io.sparkrecorder.s3.model.PendingUpload;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GrowingRecordingTest {
  private static final int PART = 5 << 20;

  @TempDir Path folder;
  private PiecesBed bed;
  private PartsAccepted accepted;

  @BeforeEach
  void open() throws IOException {
    bed = new PiecesBed(folder);
    accepted = new PartsAccepted(bed.outbox(), PART);
  }

  @AfterEach
  void close() throws IOException {
    bed.close();
  }

  @Test
  void begin_writes_the_upload_to_the_journal_and_sends_no_part() throws IOException {
    bed.append(PART);
    GrowingRecording recording = recording();

    recording.begin();

    assertThat(recording.progress().object().orElseThrow().parts()).isEmpty();
    assertThat(bed.reopened().find(PiecesBed.KEY).map(Multipart::uploadId))
        .isEqualTo(recording.progress().object().orElseThrow().uploadId());
  }

  @Test
  void full_part_is_sent_while_the_piece_grows_and_the_last_one_at_the_end() throws IOException {
    byte[] first = bed.append(PART);
    byte[] last = bed.append(100);
    GrowingRecording recording = recording();
    recording.begin();
    recording.send(false);
    recording.complete();
    assertThat(recording.progress().object().orElseThrow().parts()).hasSize(1);
    assertThat(recording.progress().settled()).isFalse();

    recording.send(true);
    recording.complete();

    assertThat(recording.progress().outcome()).isEqualTo(new UploadState.Whole(PiecesBed.KEY));
    assertThat(bed.s3().object(PiecesBed.KEY)).hasBinaryContent(joined(first, last));
  }

  @Test
  void small_piece_is_sent_as_one_file_once_it_is_closed() throws IOException {
    byte[] content = bed.append(100);
    GrowingRecording recording = recording();
    recording.begin();
    recording.send(false);
    recording.complete();
    assertThat(recording.progress().object()).isEmpty();

    recording.send(true);
    recording.complete();

    assertThat(recording.progress().outcome()).isEqualTo(new UploadState.Whole(PiecesBed.KEY));
    assertThat(bed.s3().object(PiecesBed.KEY)).hasBinaryContent(content);
  }

  @Test
  void next_recorder_continues_the_upload_with_the_parts_that_are_there() throws IOException {
    byte[] first = bed.append(PART);
    GrowingRecording before = recording();
    before.begin();
    before.send(false);
    bed.reopened();
    byte[] last = bed.append(100);
    GrowingRecording next = recording();

    next.begin();

    assertThat(next.progress().object()).isEqualTo(before.progress().object());
    next.send(true);
    next.complete();
    assertThat(bed.s3().object(PiecesBed.KEY)).hasBinaryContent(joined(first, last));
  }

  @Test
  void piece_whose_upload_was_aborted_is_sent_anew_from_the_outbox() throws IOException {
    byte[] content = bed.append(PART);
    GrowingRecording before = recording();
    before.begin();
    before.send(false);
    abort(before);
    GrowingRecording next = recording();

    next.begin();

    assertThat(next.progress().object()).isEmpty();
    assertThat(bed.journal().find(PiecesBed.KEY)).isEmpty();
    next.begin();
    next.send(true);
    next.complete();
    assertThat(next.progress().outcome()).isEqualTo(new UploadState.Whole(PiecesBed.KEY));
    assertThat(bed.s3().object(PiecesBed.KEY)).hasBinaryContent(content);
  }

  @Test
  void server_that_refuses_growing_uploads_gets_the_piece_as_one_file() throws IOException {
    byte[] content = bed.append(PART);
    accepted.refused();
    GrowingRecording recording = recording();

    recording.begin();
    assertThat(bed.journal().find(PiecesBed.KEY)).isEmpty();
    recording.send(true);
    recording.complete();

    assertThat(recording.progress().outcome()).isEqualTo(new UploadState.Whole(PiecesBed.KEY));
    assertThat(bed.s3().object(PiecesBed.KEY)).hasBinaryContent(content);
  }

  private void abort(GrowingRecording recording) {
    String id = recording.progress().object().orElseThrow().uploadId().orElseThrow();
    assertThat(bed.s3().s3().abort(new PendingUpload(PiecesBed.KEY, id), PiecesBed.soon()))
        .isEmpty();
  }

  private GrowingRecording recording() {
    return new GrowingRecording(
        bed.piece(),
        bed.s3().s3(),
        bed.journal(),
        accepted,
        new GrowingRecording.Times(
            Deadline.in(Duration.ofMinutes(10)), Duration.ofSeconds(10), PiecesBed.soon()));
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
