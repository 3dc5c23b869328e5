package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.RecordedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules of {@code RECORDER_COMPLETENESS}, by real recorders and a real agent that is killed.
 */
class CompletenessRulesTest {
  private static final String RULES = "RECORDER_COMPLETENESS";
  private static final String QUIET = "WHOLE it did not change for 5s while its JVM ran";
  private static final String UNVERIFIED = "UNVERIFIED nothing says that its writer ended it";

  @TempDir Path root;

  @Test
  void quiet_file_is_whole_in_the_store_although_its_agent_is_killed_later() throws Exception {
    try (RecorderProcess recorder = quiet(RecorderProcess.executor(root, "1")).start();
        AgentProcess agent = AgentProcess.writing(recorder.spool().resolve("a.txt"))) {
      agent.write("all of it");
      awaitCopy(recorder, "a.txt");
      assertThat(recorder.spool().resolve("a.txt")).exists();

      agent.kill();
      assertThat(recorder.drain()).isZero();

      assertThat(judged(recorder)).isEqualTo(Map.of("a.txt", QUIET));
      assertThat(recorder.spool()).isEmptyDirectory();
    }
  }

  @Test
  void file_of_an_agent_killed_while_it_wrote_is_not_whole() throws Exception {
    try (RecorderProcess recorder = quiet(RecorderProcess.executor(root, "1")).start();
        AgentProcess agent = AgentProcess.writing(recorder.spool().resolve("a.txt"))) {
      agent.write("half of it");

      agent.kill();
      assertThat(recorder.drain()).isZero();

      assertThat(judged(recorder)).isEqualTo(Map.of("a.txt", UNVERIFIED));
    }
  }

  @Test
  void agent_that_goes_on_after_a_pause_and_is_killed_loses_nothing() throws Exception {
    try (RecorderProcess recorder = quiet(RecorderProcess.executor(root, "1")).start();
        AgentProcess agent = AgentProcess.writing(recorder.spool().resolve("a.txt"))) {
      agent.write("first");
      awaitCopy(recorder, "a.txt");

      agent.write("second").kill();
      assertThat(recorder.drain()).isZero();

      assertThat(judged(recorder)).containsEntry("a~2.txt", UNVERIFIED).hasSize(2);
      assertThat(judged(recorder).get("a.txt")).startsWith("TORN");
      assertThat(recorder.folder().file("a~2.txt")).hasContent("first\nsecond\n");
    }
  }

  @Test
  void recorder_killed_after_it_copied_a_file_finds_out_that_the_file_changed() throws Exception {
    try (RecorderProcess recorder = quiet(RecorderProcess.executor(root, "1")).start();
        AgentProcess agent = AgentProcess.writing(recorder.spool().resolve("a.txt"))) {
      agent.write("first");
      awaitCopy(recorder, "a.txt");
      recorder.kill();
      agent.write("second");

      recorder.start();
      agent.kill();
      assertThat(recorder.drain()).isZero();

      assertThat(judged(recorder)).containsEntry("a~2.txt", UNVERIFIED).hasSize(2);
      assertThat(judged(recorder).get("a.txt")).startsWith("TORN");
      assertThat(recorder.folder().file("a~2.txt")).hasContent("first\nsecond\n");
    }
  }

  @Test
  void direct_transport_uploads_each_state_of_a_file_as_it_was() throws Exception {
    try (DirectBed bed = new DirectBed(root);
        RecorderProcess driver = bed.driver().start();
        RecorderProcess executor = quiet(bed.executor("1")).start();
        AgentProcess agent = AgentProcess.writing(executor.spool().resolve("a.txt"))) {
      agent.write("first");
      await("the quiet file is in S3").until(() -> bed.objects().containsKey("executor-1/a.txt"));

      agent.write("second").kill();
      assertThat(executor.drain()).isZero();
      assertThat(driver.drain()).isZero();

      bed.assertManifestIsTrue();
      assertThat(bed.object("executor-1/a.txt")).hasContent("first\n");
      assertThat(bed.object("executor-1/a~2.txt")).hasContent("first\nsecond\n");
      Map<String, String> judged =
          judged(
              bed.manifest().orElseThrow().pods().stream()
                  .flatMap(pod -> pod.files().stream())
                  .map(ManifestFile::file)
                  .toList());
      assertThat(judged.get("a.txt")).startsWith("TORN");
      assertThat(judged).containsEntry("a~2.txt", UNVERIFIED);
    }
  }

  @Test
  void first_rule_that_matches_decides_about_a_file() throws Exception {
    String rules = "a.*=saved-file,b.*=on-main-exit,*=stable-size:5s";
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").with(RULES, rules).start();
        AgentProcess a = AgentProcess.writing(recorder.spool().resolve("a.txt"));
        AgentProcess b = AgentProcess.writing(recorder.spool().resolve("b.txt"));
        AgentProcess c = AgentProcess.writing(recorder.spool().resolve("c.txt"))) {
      a.write("not saved");
      b.write("until the end");
      c.write("at once");
      awaitCopy(recorder, "c.txt");

      assertThat(recorder.drain()).isZero();

      assertThat(judged(recorder))
          .isEqualTo(
              Map.of(
                  "a.txt",
                  "TORN its agent did not say that it saved it",
                  "b.txt",
                  UNVERIFIED,
                  "c.txt",
                  QUIET));
    }
  }

  private static RecorderProcess quiet(RecorderProcess recorder) {
    return recorder.with(RULES, "*.txt=stable-size:5s");
  }

  private static void awaitCopy(RecorderProcess recorder, String name) {
    await("the quiet file is in the store and in the marker")
        .until(() -> judged(recorder).getOrDefault(name, "").equals(QUIET));
  }

  private static Map<String, String> judged(RecorderProcess recorder) throws IOException {
    return Files.exists(recorder.folder().path().resolve("marker.json"))
        ? judged(recorder.marker().files())
        : Map.of();
  }

  /** State and note of each file by name. */
  private static Map<String, String> judged(Collection<RecordedFile> files) {
    Map<String, String> judged = new TreeMap<>();
    for (RecordedFile file : files) {
      judged.put(file.name(), file.state() + file.note().map(note -> " " + note).orElse(""));
    }
    return judged;
  }
}
