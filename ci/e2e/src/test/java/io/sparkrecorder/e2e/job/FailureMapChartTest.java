package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.Workspace;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The chart failure-map: a map of one cell, an upgrade to another experiment, an uninstall. */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({"recorder", "s3a-4.1", "spark-4.1", "spark-operator", "versitygw"})
class FailureMapChartTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  /** An experiment of one cell. */
  private static final String ONE =
      """
      experiment:
        id: one
        heap: 512m
        executors: 1
        build: 1m
        join: sort-merge
        skew: none
        repeats: 1
        driverMemory: 512m
      """;

  private static final String ANOTHER = "experiment: {id: another, build: 64m}\n";

  private FailureMapRelease release;
  private Job first;
  private Job sameValues;
  private Job second;
  private Set<String> results;
  private Set<String> resultsAfterUninstall;
  private String report;

  @BeforeAll
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void run() {
    Workspace workspace = new Workspace(CLUSTER, "map", S3Server.start(CLUSTER));
    release = new FailureMapRelease(workspace, "map");
    release.upgrade(ONE);
    assertThat(release.awaitComplete()).as(release.log()).isTrue();
    first = release.job();
    results = release.objects("one");
    report = release.read("one", "report.html");

    release.upgrade(ONE);
    sameValues = release.job();

    release.upgrade(ONE, ANOTHER);
    second = release.job();
    eventually("an application of the second map")
        .until(() -> !release.applications("another").isEmpty());
    release.uninstall();
    eventually("its applications are gone").until(() -> release.applications("another").isEmpty());
    resultsAfterUninstall = release.objects("one");
  }

  @Test
  void results_and_report_are_in_the_bucket() {
    assertThat(results)
        .contains("experiment.json", "report.html", "runs.csv", "runs.parquet")
        .anyMatch(key -> key.startsWith("runs/") && key.endsWith(".json"));
    assertThat(report).contains("one");
  }

  @Test
  void finished_map_leaves_no_application() {
    assertThat(release.applications("one")).isEmpty();
  }

  @Test
  void upgrade_with_the_same_values_keeps_the_job() {
    assertThat(sameValues.getMetadata().getUid()).isEqualTo(first.getMetadata().getUid());
  }

  @Test
  void another_experiment_gets_another_job() {
    assertThat(second.getMetadata().getName()).isNotEqualTo(first.getMetadata().getName());
  }

  @Test
  void uninstall_leaves_the_results() {
    assertThat(resultsAfterUninstall).isEqualTo(results);
  }
}
