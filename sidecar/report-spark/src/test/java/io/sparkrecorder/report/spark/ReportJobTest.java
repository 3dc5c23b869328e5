package io.sparkrecorder.report.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkrecorder.report.cli.OneMachine;
import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.VersityGateway;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares the report that a Spark job makes with that of one machine. */
class ReportJobTest {
  private static final String BUCKET = "bucket";
  private static final String PREFIX = "team";
  private static final String ACCESS_KEY = "aws.accessKeyId";
  private static final String SECRET_KEY = "aws.secretAccessKey";

  @TempDir private static Path root;
  private static VersityGateway s3;
  private static Bucket bucket;
  private static SampleRecordings samples;

  @BeforeAll
  static void start() throws Exception {
    samples = new SampleRecordings(root);
    s3 = VersityGateway.start(Files.createDirectories(root.resolve("s3")));
    s3.createBucket(BUCKET);
    bucket = Bucket.of(s3, BUCKET);
    System.setProperty(ACCESS_KEY, s3.accessKey());
    System.setProperty(SECRET_KEY, s3.secretKey());
  }

  @AfterAll
  static void stop() {
    System.clearProperty(ACCESS_KEY);
    System.clearProperty(SECRET_KEY);
    bucket.close();
    s3.close();
  }

  @Test
  void job_that_loses_an_executor_makes_the_report_of_one_machine() throws Exception {
    samples.writeWhole(bucket, PREFIX, "app-300", 300);

    try (SparkSubmit job =
        SparkSubmit.start(
            root,
            "local-cluster[2,1,512]",
            s3,
            // So many batches that not only the driver adds their parts up.
            Map.of("spark.recorder.report.batch", "100k"),
            "s3a://bucket/team/recordings/app-300")) {
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> job.log().contains("Starting task 4.0 in stage 0.0"));
      job.executors(0).forEach(ProcessHandle::destroyForcibly);

      assertThat(job.await()).as(job::log).isZero();
      assertThat(job.log()).contains("Lost executor 0");
    }

    String distributed = profile("app-300");
    JsonNode index = index("app-300");
    assertThat(oneMachine("app-300")).startsWith("exit code 3");
    assertThat(distributed).isEqualTo(profile("app-300"));
    assertThat(index.get("complete").asBoolean()).isFalse();
    assertThat(states(distributed))
        .containsEntry("8", "whole")
        .containsEntry("" + SampleRecordings.BROKEN, "unreadable")
        .containsEntry("" + SampleRecordings.CHANGED, "unreadable");
    assertThat(new ObjectMapper().readTree(distributed).get("samples").get("weight").size())
        .isGreaterThan(1_000);
  }

  @Test
  void executors_above_a_thousand_share_a_row_on_one_machine_and_in_the_job() throws Exception {
    samples.write(bucket, PREFIX, "app-1010", 1_010);

    try (SparkSubmit job =
        SparkSubmit.start(root, "local[2]", s3, Map.of(), "s3://bucket/team/recordings/app-1010")) {
      assertThat(job.await()).as(job::log).isZero();
      assertThat(job.log()).contains("s3://bucket/team/recordings/app-1010/report/report-");
    }

    String distributed = profile("app-1010");
    assertThat(oneMachine("app-1010")).startsWith("exit code 3");
    assertThat(distributed).isEqualTo(profile("app-1010"));
    assertThat(states(distributed))
        .hasSizeBetween(51, 55)
        .containsKey("" + SampleRecordings.ODD)
        .containsEntry("" + SampleRecordings.BROKEN, "unreadable");
    JsonNode document = new ObjectMapper().readTree(distributed);
    JsonNode pods = document.get("pods");
    assertThat(pods.get(pods.size() - 1).get("name").asText()).endsWith("other executors");
    JsonNode total = document.get("totals").get(0);
    assertThat(total.get("weight")).isEqualTo(total.get("inFiles"));
  }

  /** There the start of the first recording is the start of the application. */
  @Test
  void application_without_a_manifest_has_the_same_report() throws Exception {
    samples.write(bucket, PREFIX, "app-20", 20);

    try (SparkSubmit job =
        SparkSubmit.start(root, "local[2]", s3, Map.of(), "s3a://bucket/team/recordings/app-20")) {
      assertThat(job.await()).as(job::log).isZero();
    }

    String distributed = profile("app-20");
    assertThat(distributed).contains("no manifest: the job still runs");
    assertThat(oneMachine("app-20")).startsWith("exit code");
    assertThat(distributed).isEqualTo(profile("app-20"));
  }

  @Test
  void wrong_place_ends_the_job_with_a_message() throws Exception {
    try (SparkSubmit job =
        SparkSubmit.start(root, "local[1]", s3, Map.of(), "s3a://bucket/team/recordings/none")) {
      assertThat(job.await()).isNotZero();
      assertThat(job.log())
          .contains("no application \"none\" in s3://bucket/team/recordings/none/");
    }
  }

  private static String oneMachine(String app) {
    return OneMachine.run(
        Map.of(
            "RECORDER_S3_BUCKET",
            BUCKET,
            "RECORDER_S3_PREFIX",
            PREFIX,
            "RECORDER_S3_ENDPOINT",
            s3.endpoint().toString(),
            "RECORDER_S3_PATH_STYLE",
            "true",
            "RECORDER_S3_REGION",
            "us-east-1"),
        "report",
        app,
        "--upload");
  }

  private static JsonNode index(String app) throws IOException {
    String key = "%s/recordings/%s/report/index.json".formatted(PREFIX, app);
    return new ObjectMapper().readTree(bucket.read(key).orElseThrow());
  }

  private static String profile(String app) throws IOException {
    String key = index(app).at("/files/0/key").asText();
    byte[] gzip = bucket.read(key).orElseThrow();
    return new String(
        new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The state of each executor's recording. */
  private static Map<String, String> states(String profile) throws IOException {
    Map<String, String> states = new TreeMap<>();
    StreamSupport.stream(new ObjectMapper().readTree(profile).get("pods").spliterator(), false)
        .filter(pod -> !pod.get("id").isNull())
        .forEach(
            pod ->
                states.put(pod.get("id").asText(), pod.get("files").get(0).get("state").asText()));
    return states;
  }
}
