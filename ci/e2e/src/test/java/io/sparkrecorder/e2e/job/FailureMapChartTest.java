package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.platform.SparkApplications;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Release;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
@NeedsImages({"recorder", "s3a-4.1", "spark-operator", "versitygw"})
class FailureMapChartTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final String LABEL = "spark-recorder/failure-map";

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
      driver: {coreRequest: 100m, %1$s}
      executor: {coreRequest: 100m, %1$s}
      """
          .formatted(LargeReport.WORK_FOLDER);

  private static final String ANOTHER = "experiment: {id: another, build: 64m}\n";

  private Workspace workspace;
  private Release release;
  private Job first;
  private Job sameValues;
  private Job second;
  private Set<String> results;
  private Set<String> resultsAfterUninstall;
  private String report;

  @BeforeAll
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void run() {
    workspace = new Workspace(CLUSTER, "map", S3Server.start(CLUSTER));
    release = CLUSTER.release("map", "failure-map", workspace.namespace());
    release.upgrade(values(ONE)).orFail();
    eventually("the map is complete", SparkJob.LONGEST).until(() -> isComplete(job()));
    first = job();
    results = objects("one/");
    report = read("one/report.html");

    release.upgrade(values(ONE)).orFail();
    sameValues = job();

    release.upgrade(values(ONE, ANOTHER)).orFail();
    second = job();
    eventually("an application of the second map").until(() -> !applications("another").isEmpty());
    release.uninstall().orFail();
    eventually("its applications are gone").until(() -> applications("another").isEmpty());
    resultsAfterUninstall = objects("one/");
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
    assertThat(applications("one")).isEmpty();
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

  private String[] values(String... more) {
    List<String> values = new ArrayList<>(workspace.values());
    values.addAll(List.of(more));
    return values.toArray(String[]::new);
  }

  /** The only one of the release. */
  private Job job() {
    List<Job> jobs =
        CLUSTER
            .client()
            .batch()
            .v1()
            .jobs()
            .inNamespace(workspace.namespace())
            .withLabel("app.kubernetes.io/name", "failure-map")
            .list()
            .getItems()
            .stream()
            .filter(job -> job.getMetadata().getDeletionTimestamp() == null)
            .toList();
    assertThat(jobs).hasSize(1);
    return jobs.getFirst();
  }

  private static boolean isComplete(Job job) {
    assertThat(is(job, "Failed")).as("%s", job.getStatus()).isFalse();
    return is(job, "Complete");
  }

  private static boolean is(Job job, String condition) {
    return job.getStatus().getConditions().stream()
        .anyMatch(it -> it.getType().equals(condition) && it.getStatus().equals("True"));
  }

  private List<GenericKubernetesResource> applications(String experiment) {
    return SparkApplications.applications(CLUSTER.client())
        .inNamespace(workspace.namespace())
        .withLabel(LABEL, experiment)
        .list()
        .getItems();
  }

  private String prefix() {
    return workspace.prefix() + "/failure-map/";
  }

  /** The keys of objects below a folder of the maps, without its name. */
  private Set<String> objects(String folder) {
    String all = prefix() + folder;
    try (Bucket bucket = workspace.s3().bucket()) {
      return bucket.objects(all).keySet().stream()
          .map(key -> key.substring(all.length()))
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  private String read(String name) {
    try (Bucket bucket = workspace.s3().bucket()) {
      return new String(bucket.read(prefix() + name).orElseThrow(), UTF_8);
    }
  }
}
