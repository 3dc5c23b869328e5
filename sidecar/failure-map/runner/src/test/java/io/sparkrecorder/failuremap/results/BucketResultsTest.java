package io.sparkrecorder.failuremap.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.report.SyntheticRuns;
import io.sparkrecorder.s3.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketResultsTest {
  private static final List<Run> RUNS = SyntheticRuns.small(1);
  private static final Run RUN = RUNS.getFirst();

  /** Another result of the same try. */
  private static final Run OTHER =
      SyntheticRuns.run(
          RUN.cell(),
          RUN.name(),
          RUN.number(),
          RUN.outcome() == Outcome.TIMEOUT ? Outcome.OK : Outcome.TIMEOUT);

  @TempDir private Path folder;
  private BucketBed bed;
  private ObjectStore store;

  @BeforeEach
  void start() {
    bed = BucketBed.start(folder.resolve("s3"));
    store = bed.open();
  }

  @AfterEach
  void stop() {
    store.close();
    bed.close();
  }

  @Test
  void later_command_reads_the_runs_that_were_stored() throws Exception {
    results("first").add(RUN);

    BucketResults later = results("later");
    later.load();

    assertThat(later.runs().runs()).containsExactly(RUN);
    assertThat(later.runs().unread()).isEmpty();
  }

  @Test
  void finished_run_of_another_runner_is_never_replaced() throws Exception {
    results("first").add(RUN);
    byte[] stored = object("runs/%s-%d.json".formatted(RUN.name(), RUN.number()));

    assertThatThrownBy(() -> results("second").add(OTHER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another failure-map run");
    assertThat(object("runs/%s-%d.json".formatted(RUN.name(), RUN.number()))).isEqualTo(stored);
  }

  @Test
  void tables_and_page_are_published_with_the_same_layout() throws Exception {
    BucketResults results = results("first");
    results.add(RUN);
    Tables.write(List.of(RUN), results.mirror());
    Files.writeString(results.mirror().path().resolve("report.html"), "<p>map</p>");

    results.publish();

    assertThat(new String(object("report.html"), StandardCharsets.UTF_8)).isEqualTo("<p>map</p>");
    for (String table : Tables.NAMES) {
      for (String suffix : List.of(".csv", ".parquet")) {
        assertThat(object(table + suffix))
            .isEqualTo(Files.readAllBytes(results.mirror().path().resolve(table + suffix)));
      }
    }
  }

  @Test
  void experiment_is_stored_once() throws Exception {
    BucketResults results = results("first");
    ResultsFolder.write(results.mirror().experiment(), "{}\n".getBytes(StandardCharsets.UTF_8));
    results.putExperiment();

    BucketResults later = results("later");
    later.load();
    later.putExperiment();

    assertThat(later.mirror().experiment()).hasContent("{}");
  }

  @Test
  void document_that_is_too_large_is_not_read() throws Exception {
    results("first").add(RUN);
    try (var bucket = bed.bucket()) {
      bucket.write("maps/grid/runs/large-1.json", new byte[ResultsFolder.LARGEST + 1000]);
    }

    BucketResults later = results("later");
    later.load();

    assertThat(later.runs().runs()).containsExactly(RUN);
    assertThat(later.runs().unread()).containsExactly("large-1.json: has more than 16777216 bytes");
    assertThat(folder.resolve("later/runs/large-1.json")).hasSize(ResultsFolder.LARGEST + 1L);
  }

  @Test
  void damaged_experiment_is_refused() throws Exception {
    BucketResults results = results("first");
    ResultsFolder.write(results.mirror().experiment(), "[1]".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> ExperimentDocument.store(results.mirror(), Map.of("id", "grid")))
        .isInstanceOf(BadDocument.class)
        .hasMessageStartingWith("no JSON object of an experiment: ");
  }

  private BucketResults results(String name) {
    return new BucketResults(store, "maps/grid", new ResultsFolder(folder.resolve(name)));
  }

  private byte[] object(String name) {
    try (var bucket = bed.bucket()) {
      return bucket.read("maps/grid/" + name).orElseThrow();
    }
  }
}
