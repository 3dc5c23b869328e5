package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestItems;
import io.sparkrecorder.marker.ManifestPodHeader;
import io.sparkrecorder.marker.MarkerSummary;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.store.Scratch;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryViewTest {
  private static final PodRecord POD =
      new PodRecord("executor", Optional.of("1"), "exec-1", "uid-1", Optional.empty());
  private static final String FOLDER = "pipelines/team-a/recordings/app-1/executor-1/";

  private final Scratch scratch = Scratch.open(List.of());
  private final PodEntry entry = new PodEntry(POD);

  @AfterEach
  void close() {
    scratch.close();
  }

  @ParameterizedTest
  @CsvSource({
    "0,   whole,      ",
    "143, whole,      ",
    "137, unverified, no proof; its JVM ended with exit code 137",
    "1,   unverified, no proof; its JVM ended with exit code 1",
    ",    unverified, no proof"
  })
  void unverified_file_is_whole_when_the_exit_was_clean(Integer exitCode, String state, String note)
      throws IOException {
    sealed(file("a.undo", 10, FileState.UNVERIFIED, Optional.of("no proof")));

    RecordedFile told =
        files(view(new Fate.Ended("exit-code", Optional.ofNullable(exitCode)))).getFirst().file();

    assertThat(told.state()).isEqualTo(FileState.valueOf(state.toUpperCase(java.util.Locale.ROOT)));
    assertThat(told.note()).isEqualTo(Optional.ofNullable(note));
  }

  @Test
  void clean_exit_makes_no_file_whole_beside_a_kill() throws IOException {
    String note = "no proof, and jfr/a.jfr was never closed";
    sealed(file("a.undo", 10, FileState.UNVERIFIED, Optional.of(note)).besideKill());

    RecordedFile told = files(view(new Fate.Ended("completed", Optional.of(0)))).getFirst().file();

    assertThat(told.state()).isEqualTo(FileState.UNVERIFIED);
    assertThat(told.note()).contains(note + "; its JVM ended with exit code 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 137, 143})
  void exit_code_proves_nothing_if_the_container_was_out_of_memory(int exitCode)
      throws IOException {
    sealed(file("a.undo", 10, FileState.UNVERIFIED, Optional.of("no proof")));

    RecordedFile told =
        files(view(new Fate.Ended("OOMKilled", Optional.of(exitCode)))).getFirst().file();

    assertThat(told.state()).isEqualTo(FileState.UNVERIFIED);
    assertThat(told.note())
        .contains(
            "no proof; a process of its container was killed for lack of memory; exit code "
                + exitCode);
    assertThat(told.killed()).isTrue();
  }

  @Test
  void next_manifest_repeats_no_note_and_keeps_the_sign_of_a_kill() throws IOException {
    sealed(file("a.undo", 10, FileState.UNVERIFIED, Optional.of("no proof")));
    RecordedFile first =
        files(view(new Fate.Gone("OOMKilled", Optional.of(143)))).getFirst().file();

    sealed(first);
    RecordedFile again =
        files(view(new Fate.Gone("not known any more", Optional.of(143)))).getFirst().file();
    sealed(
        file(
            "b.undo", 10, FileState.UNVERIFIED, Optional.of("it; its JVM ended with exit code 1")));

    assertThat(again.state()).isEqualTo(FileState.UNVERIFIED);
    assertThat(again.killed()).isTrue();
    assertThat(files(view(new Fate.Ended("exit-code", Optional.of(1)))).getFirst().file().note())
        .contains("it; its JVM ended with exit code 1");
  }

  @Test
  void clean_exit_makes_no_torn_file_whole() throws IOException {
    sealed(file("a.hprof", 10, FileState.TORN, Optional.of("cut")));

    assertThat(files(view(new Fate.Ended("completed", Optional.of(0)))).getFirst().file().state())
        .isEqualTo(FileState.TORN);
  }

  @Test
  void each_outcome_has_its_place() throws IOException {
    sealed(file("a", 1), file("b", 2), file("c", 3), file("d", 4));
    Outcomes outcomes = entry.state().outcomes();
    outcomes.atKey(0);
    outcomes.atFallback(1);
    outcomes.left(2, "access denied");

    List<ManifestFile> files = files(view(new Fate.Alive()));

    assertThat(files.get(0).key()).contains(FOLDER + "a");
    assertThat(files.get(1).key()).contains("pipelines/team-a/recordings/app-1/executor-1.uid-1/b");
    assertThat(files.get(2).missing()).contains("access denied");
    assertThat(files.get(3).missing()).contains("the time ran out");
  }

  private void sealed(RecordedFile... files) throws IOException {
    entry.seen(
        new MarkerSummary(
            "app-1",
            "team-a",
            POD,
            PodState.SEALED,
            Optional.empty(),
            Optional.empty(),
            Instant.EPOCH,
            Optional.of(Instant.EPOCH),
            files.length,
            0));
    list(files);
  }

  private void list(RecordedFile... files) throws IOException {
    FileList.Writer writer = new FileList.Writer(scratch);
    for (RecordedFile file : files) {
      writer.file(file);
    }
    entry.files(writer.done(), Outcomes.waiting(files.length));
  }

  private EntryView view(Fate fate) {
    PodEntry.State state = entry.state();
    return new EntryView(
        Buckets.RECORDINGS,
        "app-1",
        "executor-1",
        Manifests.header(new Sighting(POD, fate), state),
        state.files(),
        state.outcomes().closed("the time ran out"),
        fate.outOfMemory());
  }

  private static List<ManifestFile> files(EntryView view) throws IOException {
    List<ManifestFile> files = new ArrayList<>();
    view.give(
        new ManifestItems() {
          @Override
          public void pod(ManifestPodHeader pod) {}

          @Override
          public void file(ManifestFile file) {
            files.add(file);
          }
        });
    return files;
  }

  private static RecordedFile file(String name, long bytes) {
    return file(name, bytes, FileState.WHOLE, Optional.empty());
  }

  private static RecordedFile file(
      String name, long bytes, FileState state, Optional<String> note) {
    return new RecordedFile(name, bytes, Crc32c.EMPTY, "other", state, note);
  }
}
