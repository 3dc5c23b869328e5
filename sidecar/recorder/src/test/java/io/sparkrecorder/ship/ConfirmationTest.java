package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.ManifestPodHeader;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.store.Scratch;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfirmationTest {
  private static final PodRecord POD =
      new PodRecord("executor", Optional.of("1"), "exec-1", "uid-1", Optional.empty());
  private static final String FOLDER = "pipelines/team-a/recordings/app-1/executor-1/";

  @Test
  void object_counts_by_key_and_size() throws IOException {
    EntryView pod = stored(3, 4);
    Confirmation confirmation = Confirmation.of(List.of(pod));
    confirmation.saw(
        Stream.of(object("0", 10), object("1", 99), object("other", 12), object("manifest", 9)));

    assertThat(confirmation.all()).isFalse();
    assertThat(confirmation.unseen(pod).stream()).containsExactly(1, 2);

    confirmation.saw(Stream.of(object("1", 11), object("2", 12)));

    assertThat(confirmation.all()).isTrue();
    assertThat(confirmation.unseen(pod).isEmpty()).isTrue();
  }

  @Test
  void object_that_two_entries_name_is_expected_once() throws IOException {
    EntryView pod = stored(1, 1);
    Confirmation confirmation = Confirmation.of(List.of(pod, pod));
    confirmation.saw(Stream.of(object("0", 10)));

    assertThat(confirmation.all()).isTrue();
  }

  @Test
  void manifest_without_stored_files_is_confirmed_by_nothing() throws IOException {
    EntryView pod = stored(0, 2);
    Confirmation confirmation = Confirmation.of(List.of(pod));

    assertThat(confirmation.all()).isTrue();
    assertThat(confirmation.unseen(pod).isEmpty()).as("missing files are not unseen").isTrue();
  }

  @Test
  void thousands_of_objects_are_told_apart() throws IOException {
    EntryView pod = stored(5_000, 5_000);
    Confirmation confirmation = Confirmation.of(List.of(pod));
    confirmation.saw(
        IntStream.range(0, 5_000)
            .filter(index -> index != 4_321)
            .mapToObj(index -> object(Integer.toString(index), 10 + index)));

    assertThat(confirmation.unseen(pod).stream()).containsExactly(4_321);
  }

  /** A pod whose first files are in S3. */
  private static EntryView stored(int stored, int files) throws IOException {
    FileList.Writer writer = new FileList.Writer(Scratch.open(List.of()));
    Outcomes outcomes = Outcomes.waiting(files);
    for (int index = 0; index < files; index++) {
      writer.file(
          new RecordedFile(
              Integer.toString(index),
              10 + index,
              Crc32c.EMPTY,
              "other",
              FileState.WHOLE,
              Optional.empty()));
      if (index < stored) {
        outcomes.atKey(index);
      }
    }
    return new EntryView(
        Buckets.RECORDINGS,
        "app-1",
        "executor-1",
        new ManifestPodHeader(
            POD,
            ManifestPodState.SEALED,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        writer.done(),
        outcomes.closed("the time ran out"),
        false);
  }

  private static ObjectEntry object(String name, long bytes) {
    return new ObjectEntry(FOLDER + name, bytes, Instant.EPOCH);
  }
}
