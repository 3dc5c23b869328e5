package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.s3.model.Multipart;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.time.BlockingCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The journal lies where user code can write. */
@Timeout(60)
class UploadJournalFileTest {
  private static final String KEY = "recordings/app-1/executor-1/a.jfr";

  @TempDir Path root;
  private final BlockingCalls calls = new BlockingCalls("the store", Duration.ofSeconds(10));
  private PodFolder pod;

  @BeforeEach
  void folder() throws IOException {
    pod = new PodFolder(Files.createDirectory(root.resolve("executor-1.uid")));
    try (UploadJournalFile journal = UploadJournalFile.open(pod, Buckets.RECORDINGS, calls)) {
      journal.started(new Multipart(KEY, "id-1", 5, 50, Crc32c.EMPTY, Map.of()));
      journal.part(journal.find(KEY).orElseThrow(), 1, "etag-1", Crc32c.EMPTY, 5);
    }
  }

  @Test
  void next_recorder_finds_the_upload_and_its_parts() throws IOException {
    try (UploadJournalFile journal = UploadJournalFile.open(pod, Buckets.RECORDINGS, calls)) {
      assertThat(journal.find(KEY))
          .contains(
              new Multipart(
                  KEY,
                  "id-1",
                  5,
                  50,
                  Crc32c.EMPTY,
                  Map.of(1, new Multipart.Part("etag-1", Crc32c.EMPTY, 5))));
      journal.ended(KEY);
      assertThat(journal.find(KEY)).isEmpty();
    }
    assertThat(UploadJournalFile.uploadIds(pod, Buckets.RECORDINGS)).isEmpty();
  }

  @Test
  void parts_that_are_named_again_and_again_are_read_in_time() throws IOException {
    append(IntStream.range(0, 200_000).mapToObj(line -> part(line % 9_999 + 1)).toList());

    assertThat(UploadJournalFile.uploadIds(pod, Buckets.RECORDINGS)).containsExactly("id-1");
  }

  @Test
  void journal_that_names_more_than_any_pod_has_is_refused() throws IOException {
    append(
        IntStream.rangeClosed(0, UploadJournalFile.MOST_NAMED)
            .mapToObj("{\"closed\":\"%d\"}"::formatted)
            .toList());

    assertThatThrownBy(() -> UploadJournalFile.uploadIds(pod, Buckets.RECORDINGS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("names more than 100000 files and parts");
    try (UploadJournalFile journal = UploadJournalFile.open(pod, Buckets.RECORDINGS, calls)) {
      assertThat(journal.find(KEY)).isEmpty();
    }
  }

  private void append(Iterable<String> lines) throws IOException {
    Files.write(pod.shippedJournal(), lines, StandardOpenOption.APPEND);
  }

  private static String part(int number) {
    return "{\"part\":%d,\"key\":\"%s\",\"etag\":\"e\",\"bytes\":5,\"crc32c\":\"00000000\"}"
        .formatted(number, KEY);
  }
}
