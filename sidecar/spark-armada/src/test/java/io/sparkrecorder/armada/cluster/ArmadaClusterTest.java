package io.sparkrecorder.armada.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import io.sparkrecorder.armada.api.LocalArmada;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

/**
 * Runs a driver in this JVM with executors that a server with Armada's API starts as processes. The
 * newer lines of Spark run the tests without the tag, whose code differs between them.
 */
@Timeout(180)
public class ArmadaClusterTest {

  private static final List<Integer> NUMBERS =
      IntStream.range(0, 1_000).boxed().collect(Collectors.toList());

  @TempDir private Path folder;

  private final Set<String> added = Executors.ADDED;
  private final Map<String, String> removed = Executors.REMOVED;
  private final SparkConf conf = new SparkConf(false);
  private LocalArmada armada;
  private JavaSparkContext spark;

  @BeforeEach
  void serve() throws IOException {
    added.clear();
    removed.clear();
    armada = new LocalArmada(folder);
    conf.setAppName("joins")
        .setMaster(armada.master())
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.ui.enabled", "false")
        .set("spark.extraListeners", Executors.class.getName())
        .set("spark.executor.instances", "2")
        .set("spark.executor.memory", "512m")
        .set("spark.kubernetes.container.image", "spark:1")
        .set("spark.armada.queue", "team")
        .set("spark.armada.scheduling.nodeUniformityLabel", "cluster")
        .set("spark.armada.executor.trackerPollingInterval", "200ms")
        .set("spark.armada.killGracePeriod", "30s");
  }

  @AfterEach
  void stop() {
    if (spark != null) {
      spark.stop();
    }
    // A context that ends by itself does so in a thread of its own, and waits for its executors.
    await().atMost(Duration.ofSeconds(60)).until(() -> SparkContext$.MODULE$.getActive().isEmpty());
    armada.close();
  }

  @Test
  void executors_of_a_gang_run_a_count_and_a_join() {
    conf.set("spark.armada.Executor.Labels", "tier=batch")
        .set("spark.armada.global.labels", "team=a")
        .set("spark.armada.clusterSelectors", "zone=b");
    start();

    assertThat(count()).isEqualTo(1_000);
    assertThat(joined()).isEqualTo(100);

    assertThat(armada.items())
        .extracting(item -> item.at("/labels/spark-exec-id").asText())
        .containsExactly("1", "2");
    for (JsonNode item : armada.items()) {
      assertThat(item.at("/labels/tier").asText()).isEqualTo("batch");
      assertThat(item.at("/labels/team").asText()).isEqualTo("a");
      assertThat(item.at("/podSpecs/0/nodeSelector/zone").asText()).isEqualTo("b");
      assertThat(item.at("/annotations/armadaproject.io~1gangCardinality").asText()).isEqualTo("2");
      assertThat(item.at("/annotations/armadaproject.io~1gangNodeUniformityLabel").asText())
          .isEqualTo("cluster");
    }
    assertThat(armada.streams()).as("streams of events").containsExactly(0);
  }

  @Test
  void a_killed_executor_is_removed_with_its_exit_code_and_replaced() {
    start();
    awaitExecutors("1", "2");

    armada.kill(armada.job("1"));

    awaitExecutors("3");
    assertThat(removed.get("1"))
        .contains("of executor 1 failed: the pod failed")
        .contains("exited with 137 (OOMKilled)");
    assertThat(armada.items().get(2).path("annotations").has("armadaproject.io/gangId")).isFalse();
    assertThat(joined()).isEqualTo(100);
  }

  @Test
  @Tag("one-line")
  void a_preempted_executor_is_removed_with_the_reason_and_replaced() {
    start();
    awaitExecutors("1", "2");

    armada.preempt(armada.job("2"));

    awaitExecutors("3");
    assertThat(removed.get("2")).contains("was preempted: a job of queue urgent");
    assertThat(count()).isEqualTo(1_000);
  }

  @Test
  @Tag("one-line")
  void a_gang_that_cannot_be_placed_ends_the_application_with_the_reason() {
    armada.rejectJobs("no node has 2 cpu");

    assertThatThrownBy(this::start)
        .hasStackTraceContaining("of executor 1 was rejected: no node has 2 cpu");
  }

  @Test
  @Tag("one-line")
  void cancelling_all_executors_ends_the_application() {
    start();
    awaitExecutors("1", "2");

    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              armada.cancelAll();
              return spark.sc().isStopped();
            });
    assertThat(removed.values())
        .anyMatch(reason -> reason.contains("was cancelled by a user of armadactl"));
  }

  @Test
  void an_executor_that_spark_kills_is_cancelled_and_replaced() {
    start();
    awaitExecutors("1", "2");

    assertThat(spark.sc().killExecutor("1")).isTrue();

    awaitExecutors("3");
    assertThat(armada.cancelled()).containsExactly(armada.job("1"));
  }

  @Test
  @Tag("one-line")
  void more_failures_than_allowed_end_the_application() {
    conf.set("spark.executor.maxNumFailures", "0");
    start();
    awaitExecutors("1", "2");

    armada.kill(armada.job("1"));

    await().atMost(Duration.ofSeconds(60)).until(() -> spark.sc().isStopped());
    assertThat(armada.items()).as("no replacement").hasSize(2);
  }

  @Test
  @Tag("one-line")
  void a_job_survives_a_server_that_is_away_and_events_are_read_on() throws Exception {
    start();
    awaitExecutors("1", "2");

    armada.away();
    assertThat(joined()).isEqualTo(100);
    armada.kill(armada.job("1"));
    armada.back();

    awaitExecutors("3");
    assertThat(removed.get("1")).contains("exited with 137");
    assertThat(armada.streams()).hasSize(2).last().satisfies(seen -> assertThat(seen).isPositive());
    assertThat(count()).isEqualTo(1_000);
  }

  @Test
  @Tag("one-line")
  void stop_ends_running_executors_without_a_cancellation() {
    start();
    awaitExecutors("1", "2");

    spark.stop();

    assertThat(armada.cancelled()).isEmpty();
    assertThat(armada.anyRuns()).isFalse();
  }

  @Test
  @Tag("one-line")
  void stop_cancels_jobs_that_still_wait() {
    armada.hold();
    conf.set("spark.armada.killGracePeriod", "0s")
        .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "0s");
    start();
    List<String> jobs = List.of(armada.job("1"), armada.job("2"));

    spark.stop();

    assertThat(armada.cancelled()).containsExactlyElementsOf(jobs);
  }

  @Test
  @Tag("one-line")
  void executors_that_do_not_come_in_time_end_the_application() {
    armada.hold();
    conf.set("spark.armada.executor.trackerTimeout", "1s")
        .set("spark.armada.killGracePeriod", "0s");

    assertThatThrownBy(this::start)
        .hasStackTraceContaining("Too few executors registered within 1 s");
  }

  @Test
  @Tag("one-line")
  void a_refused_submission_ends_the_driver_in_the_words_of_armada() {
    armada.refuse(Status.INVALID_ARGUMENT.withDescription("unknown priority class"));

    assertThatThrownBy(this::start)
        .hasStackTraceContaining("Armada refuses the request: unknown priority class");
  }

  @Test
  @Tag("one-line")
  void a_queue_that_stays_missing_is_told_with_the_command() {
    armada.refuse(Status.PERMISSION_DENIED.withDescription("could not find queue \"team\""));
    conf.set("spark.armada.health.checkTimeout", "1ms");

    assertThatThrownBy(this::start).hasStackTraceContaining("armadactl create queue team");
  }

  @Test
  @Tag("one-line")
  void dynamic_allocation_is_refused_with_the_setting_to_remove() {
    conf.set("spark.dynamicAllocation.enabled", "true");

    assertThatThrownBy(this::start)
        .hasStackTraceContaining("Remove spark.dynamicAllocation.enabled=true");
  }

  private void start() {
    spark = new JavaSparkContext(conf);
  }

  private long count() {
    return spark.parallelize(NUMBERS, 8).count();
  }

  private long joined() {
    return spark
        .parallelize(NUMBERS, 4)
        .mapToPair(number -> new Tuple2<>(number, number))
        .join(
            spark
                .parallelize(NUMBERS.subList(0, 100), 4)
                .mapToPair(number -> new Tuple2<>(number, -number)))
        .count();
  }

  private void awaitExecutors(String... ids) {
    await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(added).contains(ids));
  }

  /** Keeps the executors that came and went. Spark makes it before it starts executors. */
  public static final class Executors extends SparkListener {

    private static final Set<String> ADDED = ConcurrentHashMap.newKeySet();
    private static final Map<String, String> REMOVED = new ConcurrentHashMap<>();

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded event) {
      ADDED.add(event.executorId());
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
      REMOVED.put(event.executorId(), event.reason());
    }
  }
}
