package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.ManifestPodHeader;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.store.Scratch;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManifestsTest {
  private static final PodRecord POD =
      new PodRecord("executor", Optional.of("1"), "exec-1", "uid-1", Optional.empty());
  private static final Fate ALIVE = new Fate.Alive();
  private static final Fate OOM = new Fate.Ended("OOMKilled", Optional.of(137));
  private static final Fate NEVER = new Fate.NeverStarted("never-started");

  @Test
  void sealed_marker_without_trouble_is_sealed() throws IOException {
    assertThat(header(ALIVE, known(seen(PodState.SEALED), "", 1)))
        .isEqualTo(
            new ManifestPodHeader(
                POD,
                ManifestPodState.SEALED,
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.EPOCH),
                Optional.of(Instant.EPOCH)));
  }

  @Test
  void pod_without_marker_and_files_is_missing_with_its_end() throws IOException {
    ManifestPodHeader header = header(OOM, known(Optional.empty(), "", 0));

    assertThat(header.state()).isEqualTo(ManifestPodState.MISSING);
    assertThat(header.reason()).contains("OOMKilled");
    assertThat(header.exitCode()).contains(137);
  }

  @Test
  void pod_that_never_started_is_so_only_without_marker_and_files() throws IOException {
    assertThat(header(NEVER, known(Optional.empty(), "", 0)).state())
        .isEqualTo(ManifestPodState.NEVER_STARTED);
    assertThat(header(NEVER, known(Optional.empty(), "", 1)).state())
        .isEqualTo(ManifestPodState.PARTIAL);
    assertThat(header(NEVER, known(seen(PodState.SEALED), "", 0)).state())
        .isEqualTo(ManifestPodState.SEALED);
  }

  @Test
  void open_marker_is_partial_and_has_the_end_of_the_pod_as_reason() throws IOException {
    ManifestPodHeader header = header(OOM, known(seen(PodState.RECORDING), "", 1));

    assertThat(header.state()).isEqualTo(ManifestPodState.PARTIAL);
    assertThat(header.reason()).contains("OOMKilled");
  }

  @Test
  void reason_of_a_living_pod_tells_how_far_its_recorder_came() throws IOException {
    assertThat(header(ALIVE, known(seen(PodState.RECORDING), "", 1)).reason())
        .contains("no-marker: its recorder announced the pod and never sealed its marker");
    assertThat(header(ALIVE, known(Optional.empty(), "", 0)).reason())
        .contains("no-marker: nothing of it reached the store");
    assertThat(header(ALIVE, known(Optional.empty(), "", 1)).reason())
        .contains("no-marker: its recorder never announced the pod");
  }

  @Test
  void trouble_makes_a_sealed_pod_partial_and_is_its_reason() throws IOException {
    ManifestPodHeader some = header(OOM, known(seen(PodState.SEALED), "no JSON object", 1));
    ManifestPodHeader none = header(OOM, known(seen(PodState.SEALED), "no JSON object", 0));

    assertThat(some.state()).isEqualTo(ManifestPodState.PARTIAL);
    assertThat(none.state()).isEqualTo(ManifestPodState.MISSING);
    assertThat(some.reason()).contains("unreadable: no JSON object");
  }

  @Test
  void reason_and_exit_code_of_the_marker_fill_in_for_the_cluster() throws IOException {
    Optional<PodEntry.Seen> partial =
        Optional.of(
            new PodEntry.Seen(
                PodState.PARTIAL,
                Optional.of("deadline"),
                Optional.of(3),
                Instant.EPOCH,
                Optional.empty()));
    ManifestPodHeader alone =
        header(new Fate.Gone("deleted", Optional.empty()), known(partial, "", 1));
    ManifestPodHeader told = header(OOM, known(partial, "", 1));

    assertThat(alone.reason()).contains("deadline");
    assertThat(alone.exitCode()).contains(3);
    assertThat(told.exitCode()).as("the cluster's comes first").contains(137);
  }

  private static ManifestPodHeader header(Fate fate, PodEntry.State known) {
    return Manifests.header(new Sighting(POD, fate), known);
  }

  private static Optional<PodEntry.Seen> seen(PodState state) {
    return Optional.of(
        new PodEntry.Seen(
            state,
            Optional.empty(),
            Optional.empty(),
            Instant.EPOCH,
            state == PodState.RECORDING ? Optional.empty() : Optional.of(Instant.EPOCH)));
  }

  private static PodEntry.State known(Optional<PodEntry.Seen> seen, String trouble, int files)
      throws IOException {
    FileList.Writer writer = new FileList.Writer(Scratch.open(List.of()));
    for (int index = 0; index < files; index++) {
      writer.file(
          new RecordedFile("a.jfr", 1, Crc32c.EMPTY, "jfr", FileState.WHOLE, Optional.empty()));
    }
    return new PodEntry.State(
        seen,
        Optional.of(trouble).filter(text -> !text.isEmpty()),
        writer.done(),
        Outcomes.waiting(files),
        0);
  }
}
