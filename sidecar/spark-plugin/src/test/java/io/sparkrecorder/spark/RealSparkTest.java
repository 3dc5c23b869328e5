package io.sparkrecorder.spark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugins in the JVMs of a real Spark, driver and two executors. */
class RealSparkTest {
  private static final String CONTEXT = "{\"profilingGroupName\":\"demo\",\"driverEnabled\":true}";
  private static final String SECRET = "canary-5e1d";
  private static final int JFR_HEADER = 68;

  @TempDir Path root;

  private RealSpark spark;

  @BeforeEach
  void install() throws Exception {
    spark = RealSpark.in(root).set("spark.plugins", ProfilerPlugin.class.getName());
  }

  @AfterEach
  void uninstall() throws Exception {
    spark.close();
  }

  @Test
  void codeguru_sees_the_configuration_request_and_profile_of_each_jvm() throws Exception {
    try (CodeGuruEndpoint codeguru = CodeGuruEndpoint.open()) {
      RealSpark.Finished job = enabled(spark.withAgent(codeguru.url())).run(100);

      assertThat(job.exitCode()).as(job.log()).isZero();
      assertThat(job.lines("result 10 26")).hasSize(1);
      assertThat(codeguru.configured()).hasSize(3).allMatch(request -> request.startsWith("demo "));
      assertThat(codeguru.profiles()).hasSize(3).allMatch(request -> request.startsWith("demo "));
      assertThat(CodeGuruEndpoint.processes(codeguru.profiles()))
          .hasSize(3)
          .isEqualTo(CodeGuruEndpoint.processes(codeguru.configured()));
      assertThat(codeguru.unknown()).isEmpty();
    }
  }

  @Test
  void endpoint_that_is_not_there_does_not_fail_the_job() throws Exception {
    RealSpark.Finished job = enabled(spark.withAgent("http://127.0.0.1:1")).run(1);

    assertThat(job.exitCode()).as(job.log()).isZero();
    assertThat(job.lines("result 10 26")).hasSize(1);
    assertThat(job.lines("This JVM is not profiled: the profiler could not start")).isNotEmpty();
  }

  @Test
  void without_codeguru_jfr_records_each_jvm_without_secrets() throws Exception {
    plantSecrets();
    RealSpark.Finished job = enabled(spark).run(300);

    assertThat(job.exitCode()).as(job.log()).isZero();
    assertThat(spark.recordings())
        .containsExactly("driver.jfr", "executor-0.jfr", "executor-1.jfr");
    assertThat(events("jdk.ExecutionSample")).isNotEmpty();
    assertThat(events("jdk.ActiveSetting")).as("events of other profiles").isEmpty();
    assertNoSecret();
  }

  @Test
  void killed_executor_leaves_its_chunk_of_jfr_in_the_spool() throws Exception {
    RealSpark.Finished job = enabled(spark).runAndKill(3000);

    assertThat(job.exitCode()).as(job.log()).isZero();
    assertThat(job.lines("result 10 26")).hasSize(1);
    assertThat(chunks()).as("chunks of JVMs that did not end").hasSize(1);
    assertThat(Files.readString(chunks().get(0), ISO_8859_1))
        .as("the open chunk")
        .startsWith("FLR\0")
        .hasSizeGreaterThan(JFR_HEADER);
  }

  @Test
  void every_attempt_of_a_task_has_a_span_in_the_jfr_of_its_executor() throws Exception {
    spark
        .set("spark.plugins", TaskSpans.class.getName())
        .set(
            "spark.executor.extraJavaOptions",
            "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
                + spark.spool()
                + "/executor-{{EXECUTOR_ID}}.jfr");
    RealSpark.Finished job = spark.run(1);

    assertThat(job.exitCode()).as(job.log()).isZero();
    assertThat(tasks())
        .containsExactlyInAnyOrder(
            "stage 0.0 partition 0.0 null succeeded",
            "stage 0.0 partition 1.0 null succeeded",
            "stage 0.0 partition 2.0 null succeeded",
            "stage 0.0 partition 3.0 null succeeded",
            "stage 1.0 partition 0.0 42 ExceptionFailure",
            "stage 1.0 partition 0.1 42 succeeded",
            "stage 1.0 partition 1.0 42 succeeded",
            "stage 1.0 partition 2.0 42 succeeded",
            "stage 1.0 partition 3.0 42 succeeded");
  }

  @Test
  void async_profiler_records_each_jvm_without_secrets() throws Exception {
    spark
        .set("spark.recorder.profiler", "async-profiler")
        .set("spark.recorder.profiler.asyncProfiler.library", asyncProfiler().toString());
    plantSecrets();
    RealSpark.Finished job = enabled(spark).run(300);

    assertThat(job.exitCode()).as(job.log()).isZero();
    assertThat(spark.recordings())
        .containsExactly(
            "async-profiler-driver.jfr",
            "async-profiler-executor-0.jfr",
            "async-profiler-executor-1.jfr");
    assertThat(events("jdk.ExecutionSample")).isNotEmpty();
    assertNoSecret();
  }

  @Test
  void wrong_value_is_logged_once_per_jvm_and_the_job_succeeds() throws Exception {
    spark
        .variable("ENABLE_AMAZON_PROFILER", "true")
        .variable("PROFILING_CONTEXT", "{\"driverEnabled\":true,\"probability\":\"often\"}");
    RealSpark.Finished job = spark.run(1);

    assertThat(job.exitCode()).as(job.log()).isZero();
    assertThat(job.lines("PROFILING_CONTEXT.probability is \"often\"")).hasSize(3);
    assertThat(spark.recordings()).isEmpty();
  }

  @Test
  void variables_in_the_configuration_alone_profile_a_driver_in_local_mode() throws Exception {
    spark
        .set("spark.yarn.appMasterEnv.ENABLE_AMAZON_PROFILER", "true")
        .set("spark.yarn.appMasterEnv.PROFILING_CONTEXT", CONTEXT.replace("\"", "\\\""));
    RealSpark.Finished job = spark.runLocally(100);

    assertThat(job.exitCode()).as(job.log()).isZero();
    assertThat(spark.recordings()).containsExactly("driver.jfr");
    assertThat(job.lines("Profiling has ended: JFR, into")).hasSize(1);
  }

  private static RealSpark enabled(RealSpark spark) {
    return spark.variable("ENABLE_AMAZON_PROFILER", "true").variable("PROFILING_CONTEXT", CONTEXT);
  }

  private void plantSecrets() {
    spark
        .variable("PASSWORD", SECRET)
        .set("spark.hadoop.fs.s3a.secret.key", SECRET)
        .set("spark.executorEnv.PASSWORD", SECRET)
        .set("spark.executor.extraJavaOptions", "-Dpassword=" + SECRET);
  }

  /** Files in JFR's repositories: a JVM that ends removes its own. */
  private List<Path> chunks() throws IOException {
    try (Stream<Path> files = Files.walk(spark.spool().resolve("jfr"))) {
      return files.filter(file -> file.toString().endsWith(".jfr")).collect(Collectors.toList());
    }
  }

  private void assertNoSecret() throws IOException {
    try (Stream<Path> files = Files.walk(spark.spool())) {
      for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
        assertThat(Files.readString(file, ISO_8859_1).contains(SECRET)).as("%s", file).isFalse();
      }
    }
  }

  private List<String> tasks() throws IOException {
    return events("spark.Task").stream()
        .map(
            event ->
                String.format(
                    "stage %d.%d partition %d.%d %s %s",
                    event.getInt("stage"),
                    event.getInt("stageAttempt"),
                    event.getInt("partition"),
                    event.getInt("attempt"),
                    event.getString("sqlExecution"),
                    event.getString("outcome")))
        .collect(Collectors.toList());
  }

  private List<RecordedEvent> events(String name) throws IOException {
    List<RecordedEvent> events = new ArrayList<>();
    for (String recording : spark.recordings()) {
      RecordingFile.readAllEvents(spark.spool().resolve(recording)).stream()
          .filter(event -> event.getEventType().getName().equals(name))
          .forEach(events::add);
    }
    return events;
  }

  private Path asyncProfiler() throws IOException {
    String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
    Path library = root.resolve("libasyncProfiler.so");
    try (var in = getClass().getResourceAsStream("/linux-" + machine + "/libasyncProfiler.so")) {
      Files.copy(in, library);
    }
    return library;
  }
}
