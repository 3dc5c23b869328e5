package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.StoredObject;
import io.sparkrecorder.marker.UploadedPart;
import io.sparkrecorder.s3.model.GrowingUpload;
import io.sparkrecorder.s3.model.GrowthResult;
import io.sparkrecorder.store.Part;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PieceProgressTest {
  @TempDir Path folder;
  private PiecesBed bed;
  private Piece piece;
  private PieceProgress progress;

  @BeforeEach
  void open() throws IOException {
    bed = new PiecesBed(folder);
    bed.append(100);
    piece = bed.piece();
    progress = bed.progress();
  }

  @AfterEach
  void close() throws IOException {
    bed.close();
  }

  @Test
  void piece_of_which_nothing_was_sent_has_no_object() {
    assertThat(progress.outcome()).isEqualTo(new UploadState.Underway());
    assertThat(progress.settled()).isFalse();
    assertThat(progress.looked()).isFalse();
    assertThat(progress.object()).isEmpty();

    progress.nothingThere();

    assertThat(progress.looked()).isTrue();
    assertThat(progress.object()).isEmpty();
  }

  @Test
  void running_upload_is_the_object_with_its_acknowledged_parts() {
    GrowingUpload put = begun();
    progress.underway(put);
    String id = put.uploadId().orElseThrow();
    assertThat(progress.looked()).isTrue();
    assertThat(object().uploadId()).hasValue(id);
    assertThat(object().parts()).isEmpty();

    Part part = piece.parts().getFirst();
    assertThat(
            put.send(
                1, piece.bytes(), part.offset(), part.bytes(), part.crc32c(), PiecesBed.soon()))
        .isEqualTo(new GrowthResult.Ready());

    assertThat(object().key()).isEqualTo(PiecesBed.KEY);
    assertThat(object().parts())
        .extracting(UploadedPart::number, UploadedPart::bytes, UploadedPart::crc32c)
        .containsExactly(tuple(1, 100L, part.crc32c()));
  }

  @Test
  void whole_piece_leaves_the_outbox_and_is_journaled_for_the_next_recorder() throws IOException {
    RecordedFile file = piece.file();
    GrowingUpload put = begun();
    bed.journal().growing(PiecesBed.KEY, put.uploadId().orElseThrow());
    progress.underway(put);

    progress.whole(file, PiecesBed.KEY);

    assertThat(progress.settled()).isTrue();
    assertThat(progress.looked()).isTrue();
    assertThat(progress.object()).hasValue(StoredObject.at(PiecesBed.NAME, PiecesBed.KEY));
    assertThat(bed.outbox().folder().file(PiecesBed.NAME)).doesNotExist();
    assertThat(bed.outbox().isClosed(PiecesBed.NAME)).isTrue();
    UploadJournalFile next = bed.reopened();
    assertThat(next.keyOf(file)).hasValue(PiecesBed.KEY);
    assertThat(next.find(PiecesBed.KEY)).isEmpty();
  }

  @Test
  void forgotten_upload_is_ended_in_the_journal_and_the_piece_stays() throws IOException {
    GrowingUpload put = begun();
    bed.journal().growing(PiecesBed.KEY, put.uploadId().orElseThrow());
    progress.underway(put);
    progress.left("the server is away");

    progress.forget(PiecesBed.KEY);

    assertThat(progress.upload()).isEmpty();
    assertThat(progress.object()).isEmpty();
    assertThat(progress.outcome()).isEqualTo(new UploadState.Underway());
    assertThat(bed.outbox().folder().file(PiecesBed.NAME)).exists();
    assertThat(bed.reopened().find(PiecesBed.KEY)).isEmpty();
  }

  @Test
  void piece_that_cannot_be_sent_is_left_until_its_parts_are_sent() {
    progress.left("the server is away");
    assertThat(progress.outcome()).isEqualTo(new UploadState.Left("the server is away"));

    progress.underway();
    assertThat(progress.outcome()).isEqualTo(new UploadState.Underway());
  }

  @Test
  void piece_that_an_earlier_recorder_sent_is_whole() {
    progress.sentBefore(PiecesBed.OTHER_KEY);

    assertThat(progress.outcome()).isEqualTo(new UploadState.Whole(PiecesBed.OTHER_KEY));
    assertThat(object()).isEqualTo(StoredObject.at(PiecesBed.NAME, PiecesBed.OTHER_KEY));
    assertThat(progress.looked()).isTrue();
  }

  private StoredObject object() {
    return progress.object().orElseThrow();
  }

  private GrowingUpload begun() {
    GrowingUpload put = bed.s3().s3().growing(PiecesBed.KEY, PiecesBed.OWNER);
    assertThat(put.begin(PiecesBed.soon())).isEqualTo(new GrowthResult.Ready());
    return put;
  }
}
