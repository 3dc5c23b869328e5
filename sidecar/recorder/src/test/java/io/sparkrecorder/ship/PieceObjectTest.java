package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PieceObjectTest {
  @TempDir Path folder;
  private PiecesBed bed;
  private byte[] content;
  private RecordedFile file;
  private PieceProgress progress;

  @BeforeEach
  void open() throws IOException {
    bed = new PiecesBed(folder);
    content = bed.append(100);
    bed.outbox().closePiece(PiecesBed.NAME);
    file = bed.piece().file();
    progress = bed.progress();
  }

  @AfterEach
  void close() throws IOException {
    bed.close();
  }

  @Test
  void closed_piece_is_stored_under_its_first_key() {
    object().put(file);

    assertThat(progress.outcome()).isEqualTo(new UploadState.Whole(PiecesBed.KEY));
    assertThat(bed.s3().object(PiecesBed.KEY)).hasBinaryContent(content);
  }

  @Test
  void other_bytes_keep_the_first_key_and_the_piece_gets_the_other_one() throws IOException {
    others(PiecesBed.KEY);

    object().put(file);

    assertThat(progress.outcome()).isEqualTo(new UploadState.Whole(PiecesBed.OTHER_KEY));
    assertThat(bed.s3().object(PiecesBed.KEY)).hasContent("theirs");
    assertThat(bed.s3().object(PiecesBed.OTHER_KEY)).hasBinaryContent(content);
  }

  @Test
  void piece_stays_in_the_outbox_where_other_bytes_have_both_keys() throws IOException {
    others(PiecesBed.KEY);
    others(PiecesBed.OTHER_KEY);

    object().put(file);

    assertThat(progress.outcome())
        .isEqualTo(new UploadState.Left("other bytes are in S3 under " + PiecesBed.OTHER_KEY));
    assertThat(bed.outbox().folder().file(PiecesBed.NAME)).hasBinaryContent(content);
  }

  @Test
  void piece_stays_in_the_outbox_after_the_deadline() {
    object(Deadline.in(Duration.ZERO)).put(file);

    assertThat(progress.outcome()).isInstanceOf(UploadState.Left.class);
    assertThat(bed.outbox().folder().file(PiecesBed.NAME)).hasBinaryContent(content);
    assertThat(bed.s3().object(PiecesBed.KEY)).doesNotExist();
  }

  @Test
  void object_is_complete_once_all_bytes_are_there() {
    assertThat(object().isComplete(PiecesBed.KEY)).isFalse();
    assertThat(progress.settled()).isFalse();

    object().put(file);
    progress = bed.progress();

    assertThat(object().isComplete(PiecesBed.KEY)).isTrue();
    assertThat(progress.outcome()).isEqualTo(new UploadState.Whole(PiecesBed.KEY));
  }

  @Test
  void object_with_other_bytes_is_not_complete() throws IOException {
    others(PiecesBed.KEY);

    assertThat(object().isComplete(PiecesBed.KEY)).isFalse();
    assertThat(progress.settled()).isFalse();
    assertThat(bed.outbox().folder().file(PiecesBed.NAME)).exists();
  }

  @Test
  void object_of_which_the_server_tells_nothing_is_not_called_complete() {
    assertThatThrownBy(() -> object(Deadline.in(Duration.ZERO)).isComplete(PiecesBed.KEY))
        .isInstanceOf(S3Problem.class);
    assertThat(progress.settled()).isFalse();
  }

  private PieceObject object() {
    return object(PiecesBed.soon());
  }

  private PieceObject object(Deadline deadline) {
    return new PieceObject(bed.piece(), progress, bed.s3().s3(), bed.journal(), deadline);
  }

  private void others(String key) throws IOException {
    RecordedFile theirs = bed.s3().file("theirs", "theirs");
    Path path = bed.s3().pod().file("theirs");
    Upload upload =
        new Upload(
            path,
            () -> FileChannel.open(path),
            key,
            theirs.bytes(),
            theirs.crc32c(),
            "application/octet-stream");
    assertThat(bed.s3().s3().put(upload, PiecesBed.soon(), UploadJournal.none()))
        .isInstanceOf(PutResult.Stored.class);
  }
}
