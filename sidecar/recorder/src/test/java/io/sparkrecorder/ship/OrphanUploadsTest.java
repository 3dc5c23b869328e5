package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.s3.model.GrowingUpload;
import io.sparkrecorder.s3.model.GrowthResult;
import io.sparkrecorder.s3.model.PendingUpload;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OrphanUploadsTest {
  private static final String RECORDINGS = "pipelines/team-a/recordings/app-1/";
  private static final String KEY = RECORDINGS + "executor-1/a.jfr";

  /** The pod whose folder is in the store of {@link UploadsBed}. */
  private static final PodRecord POD =
      new PodRecord("executor", Optional.of("1"), "exec-1", "uid", Optional.empty());

  @TempDir Path folder;
  private final BlockingCalls calls = new BlockingCalls("the store", Duration.ofSeconds(10));
  private final Roster roster = new Roster();
  private UploadsBed bed;

  @BeforeEach
  void open() throws IOException {
    bed = new UploadsBed(folder);
    roster.saw(new Sighting(POD, new Fate.Alive()));
  }

  @AfterEach
  void close() throws IOException {
    bed.close();
  }

  @Test
  void upload_that_no_journal_knows_is_aborted_under_either_folder_of_the_pod() {
    begin(KEY);
    begin(RECORDINGS + "executor-1.uid/a.jfr");

    abort(false);

    assertThat(pending()).isEmpty();
  }

  @Test
  void upload_that_the_journal_of_its_pod_knows_stays() throws IOException {
    String id = begin(KEY);
    try (UploadJournalFile journal = UploadJournalFile.open(bed.pod(), bed.settings(), calls)) {
      journal.growing(KEY, id);
    }

    abort(false);

    assertThat(pending()).containsExactly(new PendingUpload(KEY, id));
  }

  @Test
  void upload_of_a_pod_whose_files_are_being_sent_stays() {
    String id = begin(KEY);

    abort(true);

    assertThat(pending()).containsExactly(new PendingUpload(KEY, id));
  }

  @Test
  void upload_of_a_pod_that_is_not_in_the_roster_stays() {
    String id = begin(RECORDINGS + "executor-2/a.jfr");

    abort(false);

    assertThat(pending()).containsExactly(new PendingUpload(RECORDINGS + "executor-2/a.jfr", id));
  }

  private String begin(String key) {
    GrowingUpload upload = bed.s3().growing(key, "uid");
    assertThat(upload.begin(soon())).isEqualTo(new GrowthResult.Ready());
    return upload.uploadId().orElseThrow();
  }

  private void abort(boolean sends) {
    AppFolder store = AppFolder.of(folder.resolve("store"), "app-1");
    new OrphanUploads(store, "app-1", roster, bed.s3(), bed.settings(), calls)
        .abort(_ -> sends, soon());
  }

  private List<PendingUpload> pending() {
    return bed.s3().pendingUploads(RECORDINGS, soon());
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30));
  }
}
