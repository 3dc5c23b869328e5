package io.sparkrecorder.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.abort;

import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.Manifest;
import io.sparkrecorder.testbed.UndoAgent;
import io.sparkrecorder.undo.SaveCallback;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Spark job whose JVMs have a stand-in for Undo's agent beside JFR. One executor is killed;
 * real recorders and a real S3 server take the recordings.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UndoJobEndToEndTest {
  /** The stand-in's default size of a recording. */
  private static final int BYTES = 1 << 20;

  private DemoRun run;
  private DemoOutcome outcome;
  private Manifest manifest;

  @BeforeAll
  void runTheJob(@TempDir Path tools) throws Exception {
    Project project = Project.find();
    // The folder stays until the next run, to investigate a failure.
    Path folder = project.root().resolve("ci/demo/target/undo");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("DEMO_DIR", folder.toString());
    environment.put("DEMO_SECONDS", "10");
    environment.put("DEMO_JAVA_OPTIONS", agent(tools));
    DemoSettings settings = DemoSettings.from(environment, project);
    run = new DemoRun(project, settings, new Processes(), new Progress(System.out));
    outcome = run.run();
    manifest = Manifest.read(run.bucket().read(run.manifestKey()).orElseThrow());
  }

  @AfterAll
  void end() {
    if (run != null) {
      run.close();
    }
  }

  private static String agent(Path tools) throws IOException {
    Path headers = Jdks.find(Runtime.version().feature()).orElseThrow();
    UndoAgent agent =
        UndoAgent.build(tools, headers).orElseGet(() -> abort(UndoAgent.NEEDS_COMPILER));
    Path jar = UndoAgent.jarOf(SaveCallback.class, tools.resolve("undo-callback.jar"));
    return "-agentpath:%s=save_on=always,output={{SPOOL}}/{{POD}}.undo,%s"
        .formatted(
            agent.library(),
            "save_callback_class=%s,save_callback_jar=%s"
                .formatted(SaveCallback.class.getName(), jar));
  }

  @Test
  void job_and_recorders_end_well() throws IOException {
    assertThat(outcome.problems()).isEmpty();
    assertThat(run.folders().result()).content().startsWith("right: ");
    assertThat(manifest.complete()).isTrue();
  }

  @Test
  void each_jvm_that_ended_by_itself_has_a_whole_recording_byte_for_byte() {
    List<PodName> ended = run.pods().stream().filter(pod -> !pod.equals(outcome.killed())).toList();

    assertThat(ended).contains(PodName.driver()).hasSizeGreaterThanOrEqualTo(2);
    for (PodName pod : ended) {
      List<Manifest.File> recordings = recordings(pod);
      assertThat(recordings)
          .extracting(Manifest.File::name, Manifest.File::state)
          .containsExactly(tuple(pod.label() + ".undo", "whole"));
      assertThat(run.bucket().read(recordings.getFirst().key().orElseThrow()).orElseThrow())
          .isEqualTo(UndoAgent.recording(BYTES));
    }
  }

  @Test
  void killed_executor_has_a_salvaged_recording_of_jfr_and_none_of_undo() {
    assertThat(recordings(outcome.killed())).isEmpty();
    assertThat(manifest.pod(outcome.killed().toString()).orElseThrow().files())
        .extracting(Manifest.File::state)
        .containsOnly("salvaged")
        .isNotEmpty();
  }

  private List<Manifest.File> recordings(PodName pod) {
    return manifest.pod(pod.toString()).orElseThrow().files().stream()
        .filter(file -> file.name().endsWith(".undo"))
        .toList();
  }
}
