package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UploadQueueTest {
  private static final String FOLDER = "pipelines/team-a/recordings/app-1/executor-1/";

  @TempDir Path folder;
  private UploadsBed bed;
  private UploadQueue queue;

  @BeforeEach
  void open() throws IOException {
    bed = new UploadsBed(folder);
    queue = new UploadQueue(bed.s3(), bed.settings(), Deadline.in(Duration.ofSeconds(30)));
  }

  @AfterEach
  void close() throws IOException {
    queue.close();
    bed.close();
  }

  @Test
  void file_that_was_never_queued_is_not_begun() throws IOException {
    assertThat(queue.outcome(bed.pod(), bed.file("a.log", "a")))
        .isEqualTo(new UploadState.Left("not begun"));
    assertThat(queue.idle()).isTrue();
  }

  @Test
  void queued_files_are_stored_whole() throws IOException {
    RecordedFile one = bed.file("a.log", "a");
    RecordedFile other = bed.file("b.log", "bb");
    add(one, other);

    assertThat(queue.outcome(bed.pod(), one)).isEqualTo(new UploadState.Whole(FOLDER + "a.log"));
    assertThat(queue.outcome(bed.pod(), other)).isEqualTo(new UploadState.Whole(FOLDER + "b.log"));
    assertThat(bed.object(FOLDER + "b.log")).hasContent("bb");
  }

  @Test
  void file_that_is_queued_again_is_sent_once() throws IOException {
    RecordedFile file = bed.file("a.log", "a");
    add(file);
    Files.delete(bed.object(FOLDER + "a.log"));
    add(file);

    assertThat(queue.outcome(bed.pod(), file)).isEqualTo(new UploadState.Whole(FOLDER + "a.log"));
    assertThat(bed.object(FOLDER + "a.log")).doesNotExist();
  }

  @Test
  void file_with_new_bytes_has_an_outcome_of_its_own() throws IOException {
    RecordedFile before = bed.file("a.log", "a");
    add(before);
    RecordedFile after = bed.file("a.log", "bb");

    assertThat(queue.outcome(bed.pod(), after)).isEqualTo(new UploadState.Left("not begun"));
    add(after);
    assertThat(queue.outcome(bed.pod(), after))
        .isEqualTo(new UploadState.Whole("pipelines/team-a/recordings/app-1/executor-1.uid/a.log"));
  }

  @Test
  void file_that_could_not_be_sent_is_sent_after_a_retry_only() throws IOException {
    RecordedFile file = bed.file("a.log", "a");
    Files.delete(bed.pod().file("a.log"));
    add(file);
    assertThat(queue.outcome(bed.pod(), file)).isInstanceOf(UploadState.Left.class);

    bed.file("a.log", "a");
    add(file);
    assertThat(queue.outcome(bed.pod(), file)).isInstanceOf(UploadState.Left.class);

    queue.retryLeft();
    await().until(queue::idle);
    assertThat(queue.outcome(bed.pod(), file)).isEqualTo(new UploadState.Whole(FOLDER + "a.log"));
  }

  private void add(RecordedFile... files) {
    queue.add(bed.pod(), List.of(files), "app-1", "executor-1", "executor-1.uid");
    await().until(queue::idle);
  }
}
