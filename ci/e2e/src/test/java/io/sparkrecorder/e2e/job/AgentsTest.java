package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.job.RecordedJob.recording;
import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.PodJar;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.Project;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.Chunks;
import io.sparkrecorder.testbed.Manifest;
import io.sparkrecorder.testbed.UndoAgent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each recording agent in real jobs: with a driver and an executor that end normally, and an
 * executor that is killed. Stand-ins take the place of two agents that no registry has: Undo's and
 * CodeGuru's. The jobs run in three waves, so that a small node has room for them.
 */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({
  "recorder",
  "s3a-3.5",
  "s3a-4.1",
  "s3a-4.3",
  "spark-4.1",
  "spark-operator",
  "versitygw"
})
class AgentsTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final String AGENT_FILES = "agents";
  private static final String GROUP = "e2e-group";
  private static final String HOLD = "/tmp/hold";
  private static final int UNDO_BYTES = 300_000;

  private static final String ASYNC_PROFILER =
      """
      agent:
        type: async-profiler
        asyncProfiler:
          event: ctimer
          alloc: 128k
          lock: 50us
          chunkTime: 5s
          wall: 50ms
          nativemem: 64k
      """;

  private static final String UNDO =
      """
      agent: {type: undo}
      driver:
        env: {LR4J_STAND_IN_BYTES: "%1$d"}
        volumes: {agents: {configMap: {name: agents}}}
        volumeMounts: {/opt/spark-recorder/agents/undo: {name: agents}}
      executor:
        instances: 3
        env: {LR4J_STAND_IN_BYTES: "%1$d", LR4J_STAND_IN_HOLD: %2$s}
        volumes: {agents: {configMap: {name: agents}}}
        volumeMounts: {/opt/spark-recorder/agents/undo: {name: agents}}
      """
          .formatted(UNDO_BYTES, HOLD);

  private static final String PLUGIN =
      """
      agent:
        type: codeguru
        codeguru: {profiler: jfr, driverEnabled: true}
      """;

  private static final String CUSTOM =
      """
      agent:
        type: custom
        custom:
          javaOptions: -javaagent:/opt/agents/counting-agent.jar
          driverJavaOptions: -Dcounting.output=/recordings/driver.count
          executorJavaOptions: -Dcounting.output=/recordings/executor-{{EXECUTOR_ID}}.count
      driver:
        volumes: {agents: {configMap: {name: agents}}}
        volumeMounts: {/opt/agents: {name: agents}}
      executor:
        volumes: {agents: {configMap: {name: agents}}}
        volumeMounts: {/opt/agents: {name: agents}}
      """;

  private final Map<String, AgentJob> jobs = new LinkedHashMap<>();
  private final Map<String, String> jvms = new LinkedHashMap<>();
  private Workspace workspace;
  private CodeGuruStandIn codeguru;
  private Pod outOfHeap;
  private Pod crashed;
  private Pod killedWhileSaving;

  @BeforeAll
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void run() {
    workspace = new Workspace(CLUSTER, "agents", S3Server.start(CLUSTER));
    agentFiles();
    firstWave();
    secondWave();
    thirdWave();
  }

  private void firstWave() {
    lines().forEach(line -> submit("async-" + line, line, ASYNC_PROFILER));
    jobs.values().forEach(job -> awaitJvms(job, 2));
    jobs.values()
        .forEach(job -> job.kill("async-profiler-*.jfr", file -> Chunks.of(file).size() > 1));
    endAll();
  }

  private void secondWave() {
    AgentJob custom = submit("custom", "3.5", CUSTOM);
    AgentJob plugin = submit("plugin", "3.5", PLUGIN);
    AgentJob undo = submit("undo", "4.1", UNDO);
    awaitJvms(custom, 2);
    custom.kill("*.count", file -> file.length > 100);
    awaitJvms(plugin, 2);
    plugin.kill("jfr/*/*.jfr", file -> Chunks.of(file).size() > 0);
    awaitJvms(undo, 3);
    killWhileSaving(undo);
    undo.kill("*.undo", _ -> true);
    endAll();
  }

  private void thirdWave() {
    codeguru = CodeGuruStandIn.start(CLUSTER);
    AgentJob jfr = submit("jfr", "4.1", jfr(AgentJob.SECRETS.getLast()));
    AgentJob reporting = submit("codeguru", "4.3", codeguru(codeguru.endpoint()));
    awaitJvms(reporting, 2);
    eventually("the driver and both executors report")
        .until(() -> codeguru.pods(GROUP, "configureAgent").size() >= 3);
    reporting.kill("*", _ -> true);
    awaitJvms(jfr, 3);
    endings(jfr);
    endAll();
  }

  /** Executors that run out of heap, crash, and are killed. */
  private void endings(AgentJob jfr) {
    outOfHeap = jfr.rounds().ended().getFirst();
    crashed = jfr.rounds().running().get(1);
    jfr.pods().run(crashed, SparkJob.spark(crashed), "pkill -SEGV -x java");
    eventually("an executor has crashed")
        .until(() -> Pods.exitCode(jfr.pods().now(crashed), SparkJob.spark(crashed)).isPresent());
    jfr.kill("jfr/*/*.jfr", file -> Chunks.of(file).size() > 0);
  }

  private void killWhileSaving(AgentJob undo) {
    killedWhileSaving = undo.rounds().running().get(1);
    String container = SparkJob.spark(killedWhileSaving);
    undo.pods().run(killedWhileSaving, container, "touch " + HOLD);
    CLUSTER.client().pods().resource(killedWhileSaving).delete();
    eventually("half of the recording is saved")
        .until(() -> undo.read(killedWhileSaving, "*.undo").length == UNDO_BYTES / 2);
    undo.pods().kill(killedWhileSaving);
  }

  /** An executor runs out of heap, another crashes. */
  private static String jfr(String argument) {
    return """
        agent: {type: jfr}
        arguments: [allocate, rest, %s]
        heapDump: {enabled: true, gzipLevel: 1}
        executor: {instances: 4}
        """
        .formatted(argument);
  }

  private static String codeguru(String endpoint) {
    return """
        agent:
          type: codeguru
          codeguru: {profilingGroupName: %1$s, driverEnabled: true}
        sparkConf:
          spark.driver.extraClassPath: /opt/agents/codeguru-agent.jar
          spark.executor.extraClassPath: /opt/agents/codeguru-agent.jar
        driver:
          env: {CODEGURU_ENDPOINT: "%2$s"}
          volumes: {agents: {configMap: {name: agents}}}
          volumeMounts: {/opt/agents: {name: agents}}
        executor:
          env: {CODEGURU_ENDPOINT: "%2$s"}
          volumes: {agents: {configMap: {name: agents}}}
          volumeMounts: {/opt/agents: {name: agents}}
        """
        .formatted(GROUP, endpoint);
  }

  private AgentJob submit(String name, String line, String values) {
    AgentJob job = new AgentJob(workspace, name.replace('.', '-'), line, values);
    jobs.put(name, job);
    return job;
  }

  private void awaitJvms(AgentJob job, int executors) {
    job.awaitRound(executors);
    Stream.of(job.pods().driver(), job.rounds().running().getFirst())
        .forEach(pod -> jvms.put(Pods.name(pod), job.jvm(pod)));
  }

  private void endAll() {
    List<AgentJob> running = jobs.values().stream().filter(job -> job.manifest() == null).toList();
    running.forEach(AgentJob::end);
    running.forEach(AgentJob::awaitManifest);
  }

  @AfterAll
  void close() {
    jobs.values().forEach(AgentJob::close);
  }

  static Stream<String> lines() {
    return Stream.of("3.5", "4.1", "4.3");
  }

  @Test
  void jobs_end_with_the_right_result_and_complete_manifests() {
    assertThat(jobs)
        .allSatisfy(
            (name, job) -> {
              assertThat(job.rounds().wasRight()).isTrue();
              assertThat(job.manifest().complete()).as(job.manifest().toString()).isTrue();
              assertThat(job.manifest().pods())
                  .allSatisfy(pod -> assertThat(pod.state()).isEqualTo("sealed"));
              assertThat(job.killed().exitCode()).contains(137);
            });
  }

  @Test
  void users_options_and_the_planted_secrets_are_in_each_jvm() {
    assertThat(jvms)
        .hasSize(2 * jobs.size())
        .allSatisfy(
            (pod, jvm) -> {
              assertThat(jvm)
                  .contains("-Dmine=" + (pod.endsWith("driver") ? "driver" : "executor"));
              assertThat(jvm).contains(AgentJob.SECRETS.get(0), AgentJob.SECRETS.get(1));
            });
  }

  @ParameterizedTest
  @MethodSource("lines")
  void async_profiler_is_whole_after_a_normal_end_and_has_all_kinds_of_samples(String line) {
    AgentJob job = jobs.get("async-" + line);
    Manifest.File driver = recording(job.driver());
    assertThat(driver.state()).isEqualTo("whole");
    assertThat(recording(job.survivor()).state()).isEqualTo("whole");
    assertThat(Recording.open(job.bytes(driver)).counts())
        .containsKeys(
            "jdk.ExecutionSample",
            "profiler.WallClockSample",
            "jdk.ObjectAllocationInNewTLAB",
            "profiler.Malloc")
        .satisfies(
            counts ->
                assertThat(counts.keySet())
                    .containsAnyOf("jdk.JavaMonitorEnter", "jdk.ThreadPark"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"async-3.5", "async-4.1", "async-4.3", "jfr", "plugin"})
  void jfr_file_of_a_killed_executor_has_each_chunk_that_its_jvm_had_written(String name) {
    AgentJob job = jobs.get(name);
    Chunks disk = Chunks.of(job.disk());
    Manifest.File file = recording(job.killed());
    assertThat(file.state()).isEqualTo("salvaged");
    assertThat(job.bytes(file)).isEqualTo(disk.recording());
    assertThat(job.rounds().job().rest(job.killed())).isEqualTo(disk.rest());
    assertThat(Recording.open(job.bytes(file)).events()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jfr", "plugin"})
  void jfr_is_whole_after_a_normal_end(String name) {
    AgentJob job = jobs.get(name);
    for (Manifest.Pod pod : List.of(job.driver(), job.survivor())) {
      assertThat(recording(pod).state()).isEqualTo("whole");
      assertThat(Recording.open(job.bytes(recording(pod))).counts())
          .containsKey("jdk.ExecutionSample");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jfr", "plugin"})
  void jfr_has_the_tasks_of_spark(String name) {
    AgentJob job = jobs.get(name);
    assertThat(job.manifest().pods())
        .filteredOn(pod -> pod.role().startsWith("executor"))
        .filteredOn(pod -> pod.files().stream().anyMatch(file -> "jfr".equals(file.format())))
        .anySatisfy(
            pod ->
                assertThat(Recording.open(job.bytes(recording(pod))).counts())
                    .containsKey("spark.Task"));
  }

  @Test
  void executor_out_of_heap_leaves_a_dump_of_its_heap() throws IOException {
    AgentJob job = jobs.get("jfr");
    Manifest.File dump = only(job.in(outOfHeap), "hprof");
    assertThat(dump.state()).isEqualTo("whole");
    try (var heap = new GZIPInputStream(new ByteArrayInputStream(job.bytes(dump)))) {
      assertThat(new String(heap.readNBytes(12), UTF_8)).isEqualTo("JAVA PROFILE");
      assertThat(heap.readAllBytes().length).isGreaterThan(1_000_000);
    }
  }

  @Test
  void executor_that_crashes_leaves_its_log_and_its_recording() {
    AgentJob job = jobs.get("jfr");
    Manifest.Pod pod = job.in(crashed);
    Manifest.File log = only(pod, "hs_err");
    assertThat(log.state()).isEqualTo("whole");
    assertThat(new String(job.bytes(log), UTF_8)).contains("SIGSEGV").endsWith("END.\n");
    assertThat(pod.exitCode()).as("without a core dump").contains(1);
    assertThat(Recording.open(job.bytes(recording(pod))).events()).isPositive();
  }

  @Test
  void undo_is_whole_when_its_agent_says_so() {
    AgentJob job = jobs.get("undo");
    for (Manifest.Pod pod : List.of(job.driver(), job.survivor())) {
      assertThat(only(pod, ".undo").state()).isEqualTo("whole");
      assertThat(job.bytes(only(pod, ".undo"))).isEqualTo(UndoAgent.recording(UNDO_BYTES));
    }
  }

  @Test
  void undo_is_torn_when_its_jvm_is_killed_while_it_saves() {
    AgentJob job = jobs.get("undo");
    Manifest.File file = only(job.in(killedWhileSaving), ".undo");
    assertThat(file.state()).isEqualTo("torn");
    assertThat(job.bytes(file)).hasSize(UNDO_BYTES / 2);
  }

  @Test
  void undo_leaves_no_file_when_its_jvm_is_killed_before_it_saves() {
    Manifest.Pod pod = jobs.get("undo").killed();
    assertThat(pod.files()).isEmpty();
    assertThat(pod.reason()).contains("exit-code");
  }

  @Test
  void codeguru_hears_of_each_jvm_and_gets_no_profile_of_a_killed_one() {
    AgentJob job = jobs.get("codeguru");
    assertThat(codeguru.pods(GROUP, "configureAgent"))
        .contains(job.driver().name(), job.survivor().name(), job.killed().name());
    assertThat(codeguru.pods(GROUP, "agentProfile"))
        .contains(job.driver().name(), job.survivor().name())
        .doesNotContain(job.killed().name());
    assertThat(job.manifest().pods()).allSatisfy(pod -> assertThat(pod.files()).isEmpty());
  }

  @Test
  void file_of_a_users_own_agent_is_whole_after_a_normal_end() {
    AgentJob job = jobs.get("custom");
    for (Manifest.Pod pod : List.of(job.driver(), job.survivor())) {
      assertThat(only(pod, ".count").state()).isEqualTo("whole");
      assertThat(new String(job.bytes(only(pod, ".count")), UTF_8)).contains("end\n");
    }
  }

  @Test
  void file_of_a_users_own_agent_is_unverified_after_a_kill_and_has_each_byte() {
    AgentJob job = jobs.get("custom");
    Manifest.File file = only(job.killed(), ".count");
    assertThat(file.state()).isEqualTo("unverified");
    assertThat(file.note().orElseThrow()).contains("137");
    assertThat(job.bytes(file)).isEqualTo(job.disk());
  }

  /** A heap dump holds all of them; that is documented. */
  @Test
  void no_object_but_a_heap_dump_holds_a_planted_secret() {
    try (Bucket bucket = workspace.s3().bucket()) {
      List<String> keys =
          bucket.objects(workspace.recordings()).keySet().stream()
              .filter(key -> !key.contains(".hprof"))
              .toList();
      assertThat(keys).hasSizeGreaterThan(3 * jobs.size());
      for (String key : keys) {
        String object = new String(unpacked(bucket.read(key).orElseThrow()), ISO_8859_1);
        assertThat(AgentJob.SECRETS).as(key).noneMatch(object::contains);
      }
    }
  }

  private static byte[] unpacked(byte[] object) {
    if (object.length < 2 || object[0] != 0x1f || object[1] != (byte) 0x8b) {
      return object;
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(object))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Manifest.File only(Manifest.Pod pod, String name) {
    List<Manifest.File> files =
        pod.files().stream().filter(file -> file.name().contains(name)).toList();
    assertThat(files).as(pod.toString()).hasSize(1);
    return files.getFirst();
  }

  /** Puts the agents that no image has into the namespace. */
  private void agentFiles() {
    Map<String, byte[]> files =
        Map.of(
            "lr4j_agent_x64.so",
            undoAgent(),
            "counting-agent.jar",
            PodJar.of("CountingAgent", "ci/e2e/src/test/pods/agent/CountingAgent.java"),
            "codeguru-agent.jar",
            PodJar.of(
                "",
                "sidecar/spark-plugin/src/test/java/software/amazon/codeguruprofilerjavaagent/Profiler.java",
                "ci/e2e/src/test/pods/codeguru/ReportingAgent.java"));
    ConfigMapBuilder map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(AGENT_FILES)
            .withNamespace(workspace.namespace())
            .endMetadata();
    files.forEach(
        (name, bytes) -> map.addToBinaryData(name, Base64.getEncoder().encodeToString(bytes)));
    CLUSTER.client().resource(map.build()).create();
  }

  private static byte[] undoAgent() {
    try {
      Path folder = Files.createDirectories(Project.target());
      UndoAgent agent =
          UndoAgent.build(folder, Path.of(System.getProperty("java.home")))
              .orElseThrow(() -> new AssertionError(UndoAgent.NEEDS_COMPILER));
      return Files.readAllBytes(agent.library());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
