package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileSenderTest {
  private static final String KEY = "pipelines/team-a/recordings/app-1/executor-1/a.log";
  private static final String FALLBACK = "pipelines/team-a/recordings/app-1/executor-1.uid/a.log";

  @TempDir Path folder;
  private final BlockingCalls calls = new BlockingCalls("the store", Duration.ofSeconds(10));
  private UploadsBed bed;
  private UploadJournalFile journal;

  @BeforeEach
  void open() throws IOException {
    bed = new UploadsBed(folder);
    journal = UploadJournalFile.open(bed.pod(), bed.settings(), calls);
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
    bed.close();
  }

  @Test
  void file_is_stored_under_its_key() throws Exception {
    assertThat(send(bed.file("a.log", "mine"))).isEqualTo(new UploadState.Whole(KEY));

    assertThat(bed.object(KEY)).hasContent("mine");
    assertThat(bed.object(FALLBACK)).doesNotExist();
  }

  @Test
  void same_bytes_that_are_there_already_are_left_alone() throws Exception {
    RecordedFile file = bed.file("a.log", "mine");
    send(file);
    journal.forget(file);

    assertThat(send(file)).isEqualTo(new UploadState.Whole(KEY));
    assertThat(bed.object(FALLBACK)).doesNotExist();
  }

  @Test
  void other_bytes_keep_the_key_and_the_file_gets_its_fallback() throws Exception {
    send(bed.file("a.log", "theirs"));

    assertThat(send(bed.file("a.log", "mine"))).isEqualTo(new UploadState.Whole(FALLBACK));
    assertThat(bed.object(KEY)).hasContent("theirs");
    assertThat(bed.object(FALLBACK)).hasContent("mine");
  }

  @Test
  void file_stays_where_other_bytes_have_both_keys() throws Exception {
    send(bed.file("a.log", "theirs"));
    send(bed.file("a.log", "others"));

    assertThat(send(bed.file("a.log", "mine")))
        .isInstanceOfSatisfying(
            UploadState.Left.class,
            left -> assertThat(left.why()).contains("other bytes are in S3", FALLBACK));
    assertThat(bed.object(KEY)).hasContent("theirs");
    assertThat(bed.object(FALLBACK)).hasContent("others");
  }

  @Test
  void file_that_the_journal_knows_is_not_read_again() throws Exception {
    RecordedFile file = bed.file("a.log", "mine");
    send(file);
    Files.delete(bed.pod().file("a.log"));

    assertThat(send(file)).isEqualTo(new UploadState.Whole(KEY));
  }

  @Test
  void file_with_other_bytes_than_announced_is_left() throws Exception {
    RecordedFile file = bed.file("a.log", "mine");
    bed.file("a.log", "new!");

    assertThat(send(file, Duration.ofSeconds(2)))
        .isInstanceOfSatisfying(
            UploadState.Left.class,
            left -> assertThat(left.why()).contains("changed while it was sent"));
    assertThat(bed.object(KEY)).doesNotExist();
  }

  private UploadState send(RecordedFile file) throws Exception {
    return send(file, Duration.ofSeconds(30));
  }

  private UploadState send(RecordedFile file, Duration time) throws Exception {
    return new FileSender(bed.s3(), bed.settings(), Deadline.in(time))
        .send(
            bed.pod().file(file.name()),
            () -> bed.pod().open(file.name()),
            file,
            KEY,
            FALLBACK,
            journal);
  }
}
