package io.sparkrecorder.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.sparkrecorder.testbed.Chunks;
import io.sparkrecorder.testbed.Manifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Runs a real Spark job that loses an executor, with real recorders and a real S3 server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SparkJobEndToEndTest {
  private Path folder;

  private DemoRun run;
  private DemoOutcome outcome;
  private SpoolWitness witness;
  private Manifest manifest;

  @BeforeAll
  void runTheJob() throws Exception {
    Project project = Project.find();
    // The folder stays until the next run, to investigate a failure.
    folder = project.root().resolve("ci/demo/target/end-to-end");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("DEMO_DIR", folder.toString());
    DemoSettings settings = DemoSettings.from(environment, project);
    run = new DemoRun(project, settings, new Processes(), new Progress(System.out));
    witness = new SpoolWitness(run.folders().pods(), folder.resolve("witness"));
    outcome = run.run();
    witness.stop();
    manifest = Manifest.read(run.bucket().read(run.manifestKey()).orElseThrow());
  }

  @AfterAll
  void end() {
    if (run != null) {
      run.close();
    }
  }

  @Test
  void demo_reports_no_problem() {
    assertThat(outcome.problems()).isEmpty();
  }

  @Test
  void output_ends_with_the_path_of_a_page_that_shows_the_killed_executor() throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    new Report(run, outcome, new PrintStream(text, true, UTF_8)).print(false);

    Path page = run.folders().root().resolve("report.html");
    assertThat(page).isNotEmptyFile();
    assertThat(text.toString(UTF_8).strip().lines().toList())
        .anyMatch(line -> line.startsWith("Executor %s was killed in stage ".formatted(killedId())))
        .last(STRING)
        .endsWith(page.getFileName().toString());
  }

  private String killedId() {
    return outcome.killed().executorId().orElseThrow();
  }

  @Test
  void job_succeeds_with_recorders_and_without_the_killed_executor() throws IOException {
    assertThat(run.folders().result()).content().startsWith("right: ");
    assertThat(run.pods()).extracting(PodName::label).contains("executor-2");
  }

  @Test
  void manifest_lists_each_pod_and_no_other() {
    assertThat(manifest.complete()).isTrue();
    assertThat(manifest.pods())
        .extracting(Manifest.Pod::name)
        .containsExactlyInAnyOrderElementsOf(run.pods().stream().map(PodName::toString).toList());
    assertThat(manifest.pods()).extracting(Manifest.Pod::state).containsOnly("sealed");
  }

  @Test
  void s3_holds_exactly_the_files_of_the_manifest() {
    List<String> expected =
        manifest.pods().stream()
            .flatMap(pod -> pod.files().stream())
            .map(file -> file.key().orElseThrow())
            .toList();
    assertThat(run.bucket().objects().keySet())
        .containsAll(expected)
        .hasSize(expected.size() + 1)
        .contains(run.manifestKey());
  }

  @Test
  void every_chunk_ever_in_a_spool_is_in_s3_byte_for_byte() throws IOException {
    for (PodName pod : run.pods()) {
      List<byte[]> stored =
          recordings(pod).stream().flatMap(bytes -> chunks(bytes).stream()).toList();
      List<byte[]> recorded =
          witness.chunks(pod).stream()
              .flatMap(bytes -> Chunks.of(bytes).closed().stream())
              .toList();
      assertThat(recorded).as("chunks that %s wrote", pod).isNotEmpty();
      assertThat(stored)
          .as("chunks of %s in S3", pod)
          .containsExactlyInAnyOrderElementsOf(recorded);
    }
  }

  @Test
  void every_recording_can_be_read_to_its_end() throws IOException {
    for (PodName pod : run.pods()) {
      for (byte[] recording : recordings(pod)) {
        Path file = Files.write(folder.resolve(pod + ".jfr"), recording);
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(events)
            .as("events of " + pod)
            .extracting(event -> event.getEventType().getName())
            .contains("jdk.ExecutionSample", "jdk.OSInformation")
            .doesNotContain("jdk.InitialEnvironmentVariable", "jdk.JVMInformation");
      }
    }
  }

  @Test
  void recording_of_the_killed_executor_is_salvaged_and_called_salvaged() {
    assertThat(manifest.pod(outcome.killed().toString()).orElseThrow().files())
        .extracting(Manifest.File::state)
        .containsOnly("salvaged");
    assertThat(manifest.pods())
        .filteredOn(pod -> !pod.name().equals(outcome.killed().toString()))
        .flatExtracting(Manifest.Pod::files)
        .extracting(Manifest.File::state)
        .containsOnly("whole");
  }

  @Test
  void get_downloads_everything_and_verifies_checksums() throws Exception {
    Path to = folder.resolve("got");
    ProcessBuilder get =
        run.recorders().command("get", List.of("get", outcome.app(), "-o", to.toString()));
    get.environment().putAll(run.forPeople());
    Process process = run.processes().start(get);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(run.folders().log("get"))).isZero();
    assertThat(to.resolve(outcome.killed().label())).isNotEmptyDirectory();
  }

  @Test
  void only_the_s3_server_still_runs() {
    assertThat(run.processes().alive()).isEmpty();
  }

  /** The chunks of an object, which must be nothing else. */
  private static List<byte[]> chunks(byte[] object) {
    Chunks chunks = Chunks.of(object);
    assertThat(chunks.rest()).isEmpty();
    return chunks.all();
  }

  private List<byte[]> recordings(PodName pod) {
    return manifest.pod(pod.toString()).orElseThrow().files().stream()
        .map(file -> run.bucket().read(file.key().orElseThrow()).orElseThrow())
        .toList();
  }
}
