package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.ship.Outcomes.Outcome;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.time.BlockingCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodUploadTest {
  private static final PodRecord EARLIER =
      new PodRecord("executor", Optional.of("1"), "exec-1", "earlier", Optional.empty());
  private static final PodRecord POD =
      new PodRecord("executor", Optional.of("1"), "exec-1", "uid", Optional.empty());
  private static final String RECORDINGS = "pipelines/team-a/recordings/app-1/";
  private static final String KEY = RECORDINGS + "executor-1/a.log";
  private static final String FALLBACK = RECORDINGS + "executor-1.uid/a.log";

  @TempDir Path folder;
  private final Scratch scratch = Scratch.open(List.of());
  private final Roster roster = new Roster();
  private UploadsBed bed;
  private RecordedFile file;
  private PodUpload upload;

  @BeforeEach
  void open() throws IOException {
    bed = new UploadsBed(folder);
    file = bed.file("a.log", "a");
    upload = upload();
  }

  @AfterEach
  void close() throws IOException {
    upload.close();
    scratch.close();
    bed.close();
  }

  @Test
  void first_pod_of_a_label_has_the_short_key_and_the_uid_in_the_fallback() {
    roster.saw(new Sighting(POD, new Fate.Alive()));

    assertThat(upload.key(file)).isEqualTo(KEY);
    assertThat(upload.fallbackKey(file)).isEqualTo(FALLBACK);
  }

  @Test
  void later_pod_of_a_label_has_its_uid_in_both_keys() {
    roster.saw(new Sighting(EARLIER, new Fate.Alive()));
    roster.saw(new Sighting(POD, new Fate.Alive()));

    assertThat(upload.key(file)).isEqualTo(FALLBACK);
    assertThat(upload.fallbackKey(file)).isEqualTo(FALLBACK);
  }

  @Test
  void outcome_of_a_file_tells_the_key_that_it_has() {
    upload.decide(0, file, new UploadState.Whole(KEY));
    assertThat(upload.outcomes().of(0)).isEqualTo(new Outcome.AtKey());

    upload.decide(0, file, new UploadState.Whole(FALLBACK));
    assertThat(upload.outcomes().of(0)).isEqualTo(new Outcome.AtFallback());

    upload.decide(0, file, new UploadState.Whole(RECORDINGS + "elsewhere"));
    assertThat(upload.outcomes().of(0)).isEqualTo(new Outcome.Elsewhere(RECORDINGS + "elsewhere"));
  }

  @Test
  void file_that_could_not_be_sent_keeps_the_reason() {
    upload.decide(0, file, new UploadState.Left("access denied"));

    assertThat(upload.outcomes().of(0)).isEqualTo(new Outcome.Left("access denied"));
    assertThat(upload.outcomes().allStored()).isFalse();
  }

  @Test
  void upload_that_has_ended_is_never_under_way() {
    assertThatThrownBy(() -> upload.decide(0, file, new UploadState.Underway()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void file_that_the_bucket_lacks_waits_again_and_is_forgotten_by_the_journal() throws IOException {
    upload.journal().shipped(file, KEY);
    upload.decide(0, file, new UploadState.Whole(KEY));
    BitSet lost = new BitSet();

    upload.again(lost);
    assertThat(upload.outcomes().decided()).isTrue();
    assertThat(upload.journal().keyOf(file)).hasValue(KEY);

    lost.set(0);
    upload.again(lost);
    assertThat(upload.outcomes().of(0)).isEqualTo(new Outcome.Open());
    assertThat(upload.journal().keyOf(file)).isEmpty();
  }

  @Test
  void closed_journal_is_opened_again_with_its_lines() {
    UploadJournalFile before = upload.journal();
    before.shipped(file, KEY);
    assertThat(upload.journal()).isSameAs(before);

    upload.close();

    assertThat(upload.journal()).isNotSameAs(before);
    assertThat(upload.journal().keyOf(file)).hasValue(KEY);
  }

  private PodUpload upload() throws IOException {
    FileList.Writer files = new FileList.Writer(scratch);
    files.file(file);
    PodEntry entry = new PodEntry(POD);
    entry.files(files.done(), Outcomes.waiting(1));
    return new PodUpload(
        entry,
        bed.pod(),
        new PodUpload.Place(
            bed.settings(),
            "app-1",
            roster,
            new BlockingCalls("the store", Duration.ofSeconds(5))));
  }
}
