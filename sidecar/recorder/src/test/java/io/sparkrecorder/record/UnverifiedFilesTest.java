package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.RecordedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file whose format cannot be checked is whole only with proof. */
class UnverifiedFilesTest {
  private static final String UNPROVED = "nothing says that its writer ended it";
  private static final String NEVER_PUT_TOGETHER =
      "a segment of java_pid7.hprof, which was never put together";

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(strings = {"run.undo", "flame.html", "stacks.collapsed", "gc.log", "own.bin.gz"})
  void file_without_any_proof_is_unverified(String name) throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Files.writeString(recorder.spool().resolve(name), "half of it");

      assertThat(recorder.drain()).isZero();

      assertThat(judged(recorder)).isEqualTo(Map.of(name, "UNVERIFIED " + UNPROVED));
    }
  }

  @Test
  void file_saved_by_its_agent_is_whole() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1")) {
      Files.writeString(recorder.spool().resolve("run.undo"), "all of it");
      Files.createFile(recorder.spool().resolve("run.undo.saved"));
      recorder.start();

      assertThat(recorder.drain()).isZero();

      assertThat(judged(recorder)).isEqualTo(Map.of("run.undo", "WHOLE"));
    }
  }

  @Test
  void file_saved_by_its_agent_just_before_the_end_is_whole() throws Exception {
    try (RecorderProcess recorder =
        RecorderProcess.executor(root, "1").with("RECORDER_SCAN_INTERVAL", "10m").start()) {
      Files.writeString(recorder.spool().resolve("run.undo"), "all of it");
      Files.createFile(recorder.spool().resolve("run.undo.saved"));

      assertThat(recorder.drain()).isZero();

      assertThat(judged(recorder)).isEqualTo(Map.of("run.undo", "WHOLE"));
    }
  }

  @Test
  void saved_note_without_its_file_is_stored_as_a_file() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Files.writeString(recorder.spool().resolve("game.saved"), "a recording of its own");

      assertThat(recorder.drain()).isZero();

      assertThat(judged(recorder)).isEqualTo(Map.of("game.saved", "UNVERIFIED " + UNPROVED));
    }
  }

  @Test
  void files_of_a_killed_jvm_are_unverified_and_name_the_open_chunk() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start();
        RecordedJvm jvm = RecordedJvm.start(Jdks.find(25).orElseThrow(), recorder.spool())) {
      Files.writeString(recorder.spool().resolve("agent.txt"), "half of it");
      jvm.emit(10);
      jvm.awaitFlushed();
      jvm.kill();

      assertThat(recorder.drain()).isZero();

      assertThat(judged(recorder).get("agent.txt"))
          .startsWith(
              "UNVERIFIED " + UNPROVED + ", and a JVM of its pod did not end by itself: jfr/")
          .endsWith(".jfr was never closed");
    }
  }

  @Test
  void files_of_a_jvm_that_ended_are_unverified_and_name_its_dump() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start();
        RecordedJvm jvm = RecordedJvm.start(Jdks.find(25).orElseThrow(), recorder.spool())) {
      Files.writeString(recorder.spool().resolve("agent.txt"), "all of it");
      jvm.emit(10);
      jvm.awaitFlushed();
      jvm.exitNormally();

      assertThat(recorder.drain()).isZero();

      assertThat(judged(recorder).get("agent.txt"))
          .isEqualTo(
              "UNVERIFIED %s; its JVM ran its shutdown hooks (recording.jfr is whole)"
                  .formatted(UNPROVED));
    }
  }

  @Test
  void crash_log_is_whole_and_explains_the_other_files() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Files.writeString(recorder.spool().resolve("a.txt"), "half of it");
      Files.writeString(
          recorder.spool().resolve("hs_err_pid7.log"), "#\n# A fatal error\n\nEND.\n");

      assertThat(recorder.drain()).isZero();

      assertThat(judged(recorder))
          .isEqualTo(
              Map.of(
                  "hs_err_pid7.log",
                  "WHOLE command line and environment are masked",
                  "a.txt",
                  "UNVERIFIED %s, and a JVM of its pod did not end by itself: %s"
                      .formatted(UNPROVED, "it crashed, see hs_err_pid7.log")));
    }
  }

  @Test
  void segments_of_a_heap_dump_are_torn_with_and_without_the_dump() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Path spool = recorder.spool();
      Files.writeString(spool.resolve("java_pid7.hprof"), "JAVA PROFILE 1.0.2\0 cut");
      Files.writeString(
          spool.resolve("java_pid7.hprof.p0"), "a segment that is larger than its dump");
      Files.writeString(spool.resolve("java_pid7.hprof.p11"), "");
      Files.writeString(spool.resolve("java_pid8.hprof.gz.p0"), "without its dump");
      Files.writeString(spool.resolve("mine"), "JAVA PROFILE 1.0.2\0 cut");
      Files.writeString(spool.resolve("mine.p1"), "a segment of a dump with any name");
      Files.writeString(spool.resolve("notes.p1"), "no segment");

      assertThat(recorder.drain()).isZero();

      Map<String, String> judged = judged(recorder);
      assertThat(judged)
          .containsEntry("java_pid7.hprof.p0", "TORN " + NEVER_PUT_TOGETHER)
          .containsEntry("java_pid7.hprof.p11", "TORN " + NEVER_PUT_TOGETHER)
          .containsEntry(
              "java_pid8.hprof.gz.p0",
              "TORN a segment of java_pid8.hprof.gz, which was never put together")
          .containsEntry("mine.p1", "TORN a segment of mine, which was never put together");
      assertThat(judged.get("java_pid7.hprof")).startsWith("TORN");
      assertThat(judged.get("notes.p1"))
          .startsWith("UNVERIFIED " + UNPROVED)
          .contains("was left unfinished");
      assertThat(recorder.marker().files())
          .filteredOn(file -> file.name().matches("java_pid7.*|mine.*"))
          .extracting(RecordedFile::format)
          .containsOnly("hprof");
    }
  }

  @Test
  void jdk_25_killed_during_its_heap_dump_leaves_only_torn_files() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      killWhileItDumps(recorder.spool().resolve("java_pid7.hprof"));

      assertThat(recorder.drain()).isZero();

      assertThat(judged(recorder))
          .containsEntry("java_pid7.hprof.p0", "TORN " + NEVER_PUT_TOGETHER)
          .hasEntrySatisfying("java_pid7.hprof", state -> assertThat(state).startsWith("TORN"));
    }
  }

  @Test
  void direct_transport_judges_files_like_the_shared_volume() throws Exception {
    try (DirectBed bed = new DirectBed(root);
        RecorderProcess driver = bed.driver().start();
        RecorderProcess executor = bed.executor("1").start()) {
      Files.writeString(executor.spool().resolve("java_pid7.hprof"), "JAVA PROFILE 1.0.2\0 cut");
      Files.writeString(executor.spool().resolve("java_pid7.hprof.p0"), "a segment");
      Files.writeString(executor.spool().resolve("gc.log"), "half of it");
      Files.writeString(executor.spool().resolve("run.undo"), "all of it");
      Files.createFile(executor.spool().resolve("run.undo.saved"));
      assertThat(executor.drain()).isZero();

      assertThat(driver.drain()).isZero();

      Map<String, String> judged =
          bed.manifest().orElseThrow().pods().stream()
              .flatMap(pod -> pod.files().stream())
              .map(ManifestFile::file)
              .collect(Collectors.toMap(RecordedFile::name, UnverifiedFilesTest::judged));
      assertThat(judged)
          .containsEntry("java_pid7.hprof.p0", "TORN " + NEVER_PUT_TOGETHER)
          .containsEntry("run.undo", "WHOLE")
          .hasEntrySatisfying("gc.log", state -> assertThat(state).startsWith("UNVERIFIED"));
    }
  }

  /** Repeats the dump until the kill arrives in the middle of it. */
  private static void killWhileItDumps(Path dump) throws Exception {
    Path jdk = Jdks.find(25).orElseThrow();
    Path segment = dump.resolveSibling(dump.getFileName() + ".p0");
    while (Files.notExists(segment) || Files.size(segment) == 0) {
      try (RecordedJvm jvm =
          RecordedJvm.start(jdk, Files.createDirectories(dump.resolveSibling("jvm")))) {
        Files.deleteIfExists(dump);
        Files.deleteIfExists(segment);
        jvm.emit(20_000);
        Process jcmd = dump(jdk, jvm, dump);
        while (jcmd.isAlive() && size(segment) == 0) {
          LockSupport.parkNanos(100_000);
        }
        jvm.kill();
        jcmd.waitFor();
      }
    }
  }

  private static Process dump(Path jdk, RecordedJvm jvm, Path dump) throws IOException {
    return new ProcessBuilder(
            jdk.resolve("bin/jcmd").toString(),
            Long.toString(jvm.pid()),
            "GC.heap_dump",
            "-all",
            dump.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  /** State and note of each file by name. */
  private static Map<String, String> judged(RecorderProcess recorder) throws IOException {
    return recorder.marker().files().stream()
        .collect(Collectors.toMap(RecordedFile::name, UnverifiedFilesTest::judged));
  }

  private static String judged(RecordedFile file) {
    return file.state() + file.note().map(note -> " " + note).orElse("");
  }
}
