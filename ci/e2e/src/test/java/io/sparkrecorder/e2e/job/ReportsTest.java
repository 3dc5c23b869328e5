package io.sparkrecorder.e2e.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.Manifest;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The report of a job with a killed executor, made by a Job of the workspace's CronJob. */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({"recorder", "spark-4.1", "s3a-4.1", "spark-operator", "versitygw"})
class ReportsTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private Workspace workspace;
  private Rounds job;
  private Pod killed;
  private Manifest manifest;
  private Pod first;
  private String firstLog;
  private Map<String, Integer> firstObjects;
  private Pod second;
  private String secondLog;
  private Map<String, Integer> secondObjects;
  private String index;

  @BeforeAll
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void run() {
    workspace = new Workspace(CLUSTER, "reports", S3Server.start(CLUSTER), ReportJob.VALUES);
    job = new Rounds(workspace, "reports");
    job.awaitRound(3);
    killed = job.running().getFirst();
    job.pods().kill(killed);
    job.awaitRound(5);
    job.enough();
    manifest = job.job().awaitManifest();

    CronRun report = ReportJob.create(workspace, "report-now");
    first = report.awaitEnd();
    firstLog = report.log(first);
    firstObjects = reportObjects();
    CronRun again = ReportJob.create(workspace, "report-again");
    second = again.awaitEnd();
    secondLog = again.log(second);
    secondObjects = reportObjects();
    index = read("index.json");
  }

  @AfterAll
  void close() {
    if (job != null) {
      job.close();
    }
  }

  @Test
  void report_is_made_in_a_strict_namespace() {
    assertThat(Pods.exitCode(first, "report")).as(firstLog).contains(0);
    assertThat(firstLog).contains("made      " + job.pods().id()).contains("made 1,");
    assertThat(Pods.tokens(first)).isEmpty();
  }

  @Test
  void page_data_and_index_are_below_the_application() {
    assertThat(firstObjects)
        .hasSize(4)
        .containsKeys("index.json", "attempts.json", name("report", "html"))
        .containsKey(name("profile", "json.gz"));
    assertThat(index)
        .contains("\"app\" : \"" + job.pods().id() + "\"")
        .contains("\"bytes\" : " + read(name("report", "html")).getBytes(UTF_8).length)
        .contains("manifestCrc32c");
  }

  @Test
  void headline_of_the_report_names_the_killed_executor() {
    String id = killed.getMetadata().getLabels().get("spark-exec-id");
    assertThat(RecordedJob.in(manifest, killed).exitCode()).contains(137);
    assertThat(index).contains("\"headline\" : \"Executor " + id + " was killed");
  }

  @Test
  void second_run_makes_nothing_new() {
    assertThat(Pods.exitCode(second, "report")).as(secondLog).contains(0);
    assertThat(secondLog).startsWith("made 0,").contains("up to date 1");
    assertThat(secondObjects).isEqualTo(firstObjects);
  }

  /** The names of objects have their checksums, so another byte would be another object. */
  @Test
  void spark_job_on_the_cluster_writes_the_same_bytes() {
    LargeReport large = LargeReport.run(workspace, "large", job.pods().id());

    assertThat(large.state()).as(large.log()).isEqualTo("COMPLETED");
    assertThat(large.log()).contains("Executor ", prefix() + "report-");
    Map<String, Integer> objects = reportObjects();
    assertThat(objects.remove("index.json")).isNotEqualTo(firstObjects.get("index.json"));
    assertThat(firstObjects).containsAllEntriesOf(objects).hasSize(objects.size() + 1);
    assertThat(files(read("index.json"))).isEqualTo(files(index));
  }

  private static String files(String index) {
    return index.substring(index.indexOf("\"files\""));
  }

  @Test
  void cron_job_never_runs_twice_at_once() {
    assertThat(ReportJob.cronJob(workspace).getSpec().getConcurrencyPolicy()).isEqualTo("Forbid");
  }

  /** The name of an object, such as {@code report-1c2d3e4f.html}. */
  private String name(String begin, String end) {
    return firstObjects.keySet().stream()
        .filter(name -> name.startsWith(begin + "-") && name.endsWith("." + end))
        .findAny()
        .orElse(begin + "-*." + end);
  }

  private String prefix() {
    return job.job().prefix() + "report/";
  }

  private String read(String name) {
    try (Bucket bucket = workspace.s3().bucket()) {
      return new String(bucket.read(prefix() + name).orElseThrow(), UTF_8);
    }
  }

  /** The names of the report's objects, with a hash of the bytes of each. */
  private Map<String, Integer> reportObjects() {
    try (Bucket bucket = workspace.s3().bucket()) {
      return bucket.objects(prefix()).keySet().stream()
          .collect(
              Collectors.toMap(
                  key -> key.substring(prefix().length()),
                  key -> Arrays.hashCode(bucket.read(key).orElseThrow())));
    }
  }
}
