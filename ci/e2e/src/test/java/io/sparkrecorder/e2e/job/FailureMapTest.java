package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Bucket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The outcomes that a cluster can have, by three small failure maps at the same time. */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({"recorder", "s3a-4.1", "spark-4.1", "spark-operator", "versitygw"})
class FailureMapTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final String ONE_TRY =
      """
      experiment:
        id: %s
        heap: 480m
        driverMemory: 480m
        executors: 1
        skew: {hotKey: 0.5}
        repeats: 1
        boundaryFactor: 16
        join: %s
        build: %s
        overhead: %s
      """;

  private static final String JOINS =
      ONE_TRY.formatted("joins", "[shuffle-hash, sort-merge]", "[32m, 256m, 768m]", "[]");

  /**
   * The JVM starts with little of its heap, and fills all of it in the cell, whose build side does
   * not fit. A full heap and the JVM's own memory take 660 MiB; the limit is 580 MiB.
   */
  private static final String CONTAINER =
      ONE_TRY.formatted("container", "sort-merge", "768m", "100m");

  private static final String NO_NODE =
      ONE_TRY.formatted("no-node", "sort-merge", "32m", "900g")
          + "pendingSeconds: 5\nrunner: {backoffLimit: 0}\n";

  private Workspace workspace;
  private FailureMapRelease joins;
  private FailureMapRelease container;
  private FailureMapRelease noNode;
  private String adopted;

  @BeforeAll
  @Timeout(value = 12, unit = TimeUnit.MINUTES)
  void run() {
    workspace = new Workspace(CLUSTER, "map", S3Server.start(CLUSTER));
    joins = install("joins", JOINS);
    container = install("container", CONTAINER);
    noNode = install("no-node", NO_NODE);

    eventually("an application is submitted").until(() -> !submitted(container).isEmpty());
    adopted = submitted(container).getFirst();
    container.kill();
    Stream.of(container, noNode, joins).forEach(FailureMapRelease::awaitComplete);
  }

  private FailureMapRelease install(String name, String values) {
    FailureMapRelease release = new FailureMapRelease(workspace, name);
    release.upgrade(values);
    return release;
  }

  /** Spark's ids of the applications of the map of the same name that are there. */
  private static List<String> submitted(FailureMapRelease map) {
    return map.applications("container").stream()
        .<String>map(application -> application.get("status", "sparkApplicationId"))
        .filter(id -> id != null && !id.isEmpty())
        .toList();
  }

  @Test
  void each_outcome_of_a_join_is_told() {
    assertThat(joins.outcomes("joins"))
        .isEqualTo(
            Map.of(
                "shuffle-hash-h480m-x1-b32m-hot0.5", "OK",
                "shuffle-hash-h480m-x1-b256m-hot0.5", "TASK_OOM",
                "shuffle-hash-h480m-x1-b768m-hot0.5", "TASK_OOM",
                "sort-merge-h480m-x1-b32m-hot0.5", "OK",
                "sort-merge-h480m-x1-b256m-hot0.5", "OK_SPILL",
                "sort-merge-h480m-x1-b768m-hot0.5", "JVM_OOM"));
    assertThat(joins.awaitComplete()).as(joins.log()).isTrue();
    assertThat(exits("joins")).contains(52);
  }

  @Test
  void container_that_the_kernel_kills_is_told() {
    assertThat(container.runs("container"))
        .singleElement()
        .satisfies(
            run -> assertThat(FailureMapRelease.outcome(run)).isEqualTo("CONTAINER_OOM"),
            run -> assertThat(run.get("evidence").asText()).contains("OOMKilled"));
    assertThat(container.awaitComplete()).as(container.log()).isTrue();
    assertThat(exits("container")).contains(137);
  }

  @Test
  void runner_after_a_killed_one_goes_on_with_its_application() {
    assertThat(container.runs("container"))
        .singleElement()
        .satisfies(run -> assertThat(run.get("application").asText()).isEqualTo(adopted));
    assertThat(container.log()).contains("another failure-map run may be alive");
  }

  @Test
  void pod_without_a_node_is_never_counted() {
    assertThat(noNode.runs("no-node"))
        .hasSize(3)
        .allSatisfy(
            run -> {
              assertThat(FailureMapRelease.outcome(run)).isEqualTo("INFRASTRUCTURE");
              assertThat(run.get("evidence").asText()).contains("Unschedulable");
            });
    assertThat(noNode.awaitComplete()).as(noNode.log()).isFalse();
    assertThat(noNode.log()).contains("gap: sort-merge-h480m-o921600m-x1-b32m-hot0.5");
  }

  @Test
  void executor_that_died_has_its_recording_in_the_bucket() {
    try (Bucket bucket = workspace.s3().bucket()) {
      assertThat(executors("joins", "container").filter(executor -> executor.has("exitCode")))
          .hasSizeGreaterThanOrEqualTo(2)
          .allSatisfy(
              executor ->
                  assertThat(list(executor.get("recordings")))
                      .as("%s", executor)
                      .isNotEmpty()
                      .allSatisfy(
                          recording ->
                              assertThat(bucket.read(key(recording.get("uri").asText())))
                                  .isPresent()));
    }
  }

  @Test
  void manifest_of_each_application_is_complete() {
    assertThat(
            Stream.of("joins", "container")
                .flatMap(map -> joins.runs(map).stream())
                .map(run -> run.get("application").asText())
                .distinct())
        .isNotEmpty()
        .allSatisfy(
            application -> {
              JsonNode manifest = joins.manifest(application);
              assertThat(manifest.get("complete").asBoolean()).as("%s", manifest).isTrue();
            });
  }

  @Test
  void finished_maps_leave_no_application() {
    assertThat(Stream.of("joins", "container", "no-node"))
        .allSatisfy(map -> assertThat(joins.applications(map)).isEmpty());
  }

  private List<Integer> exits(String experiment) {
    return executors(experiment)
        .filter(executor -> executor.has("exitCode"))
        .map(executor -> executor.get("exitCode").asInt())
        .toList();
  }

  private Stream<JsonNode> executors(String... experiments) {
    return Stream.of(experiments)
        .flatMap(experiment -> joins.runs(experiment).stream())
        .flatMap(run -> list(run.get("executors")).stream());
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /** The key in an address such as {@code s3://bucket/key}. */
  private static String key(String uri) {
    return URI.create(uri).getPath().substring(1);
  }
}
