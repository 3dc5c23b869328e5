package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.JfrTool;
import io.sparkrecorder.testbed.RecordedJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A killed and restarted recorder resumes its work and duplicates nothing. */
class KilledRecorderTest {
  @TempDir Path root;

  @Test
  void recorder_killed_while_watching_moves_no_chunk_twice() throws Exception {
    Path jdk = Jdks.find(25).orElseThrow();
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start();
        RecordedJvm jvm = RecordedJvm.start(jdk, recorder.spool())) {
      for (int lives = 0; lives < 3; lives++) {
        long before = bytes(recorder);
        await("more chunks in the store")
            .until(
                () -> {
                  jvm.emit(3_000);
                  return bytes(recorder) > before;
                });
        recorder.kill();
        recorder.start();
      }
      long last = jvm.emit(100);
      jvm.exitNormally();

      assertThat(recorder.drain()).isZero();

      List<RecordedFile> recordings =
          recorder.marker().files().stream().filter(file -> file.format().equals("jfr")).toList();
      assertThat(recordings).hasSize(1);
      assertThat(JfrTool.numbers(recorder.folder().file(recordings.getFirst().name())))
          .containsExactlyElementsOf(LongStream.rangeClosed(0, last).boxed().toList());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 200, 900})
  void recorder_killed_during_the_drain_finishes_it_after_a_restart(int moved) throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Map<String, String> written = Contents.write(recorder.spool(), 2_000, 2_000);
      recorder.sigterm();
      await("some files are in the store").until(() -> filesIn(recorder.folder().path()) > moved);
      recorder.kill();

      recorder.start();
      assertThat(recorder.drain()).isZero();

      assertThat(recorder.marker().state()).as(recorder.log()).isEqualTo(PodState.SEALED);
      assertThat(recorder.marker().files()).hasSize(2_000);
      assertThat(recorded(recorder)).isEqualTo(written);
      assertThat(Contents.of(recorder.spool())).as("the spool is empty").isEmpty();
    }
  }

  @Test
  void recorder_killed_after_sealing_changes_no_file() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Contents.write(recorder.spool(), 20, 2_000);
      recorder.drain();
      Map<String, String> sealed = recorded(recorder);

      recorder.start();
      assertThat(recorder.drain()).isZero();

      assertThat(recorded(recorder)).isEqualTo(sealed);
      assertThat(recorder.marker().state()).isEqualTo(PodState.SEALED);
      assertThat(recorder.marker().files()).hasSize(20);
    }
  }

  @Test
  void damaged_journal_hides_no_other_file_and_makes_the_pod_partial() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Contents.write(recorder.spool(), 3, 2_000);
      recorder.drain();
      Path journal = recorder.folder().filesJournal();
      List<String> lines = Files.readAllLines(journal);
      Files.write(journal, List.of(lines.get(0), "\0\0\0", lines.get(2)));

      recorder.start();
      assertThat(recorder.drain()).isZero();

      assertThat(recorder.marker().files()).hasSize(2);
      assertThat(recorder.marker().state()).isEqualTo(PodState.PARTIAL);
    }
  }

  private static long bytes(RecorderProcess recorder) throws Exception {
    return recorder.marker().files().stream().mapToLong(RecordedFile::bytes).sum();
  }

  private static long filesIn(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  /** The recordings in the store, without the recorder's own files. */
  private static Map<String, String> recorded(RecorderProcess recorder) {
    Map<String, String> files = new TreeMap<>(Contents.of(recorder.folder().path()));
    files.keySet().removeIf(name -> name.startsWith(".recorder/") || name.equals("marker.json"));
    return files;
  }
}
