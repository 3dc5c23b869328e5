package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.SkippedFile;
import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.RecordedJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every entry of the spool is either moved unchanged or reported with its kind. */
@Execution(ExecutionMode.CONCURRENT)
class OddFilesTest {
  @TempDir Path root;

  @Test
  void pod_with_40000_files_is_sealed_in_a_small_heap() throws Exception {
    try (RecorderProcess recorder =
        RecorderProcess.executor(root, "1").with("RECORDER_GRACE", "240s").start()) {
      Map<String, String> written = Contents.write(recorder.spool().resolve("many"), 40_000, 20);

      recorder.sigterm();

      await("it ends").atMost(Duration.ofMinutes(4)).until(() -> !recorder.runs());
      assertThat(recorder.folder().summary().orElseThrow())
          .as(recorder.log())
          .satisfies(marker -> assertThat(marker.state()).isEqualTo(PodState.SEALED))
          .satisfies(marker -> assertThat(marker.files()).isEqualTo(40_000));
      assertThat(Contents.of(recorder.folder().path().resolve("many"))).isEqualTo(written);
    }
  }

  @Test
  void ten_thousand_small_files_and_an_empty_one_arrive_byte_by_byte() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Map<String, String> written = Contents.write(recorder.spool().resolve("many"), 10_000, 600);

      assertThat(recorder.drain()).isZero();

      assertThat(Contents.of(recorder.folder().path().resolve("many"))).isEqualTo(written);
      assertThat(recorder.marker().state()).isEqualTo(PodState.SEALED);
      assertThat(recorder.marker().files()).hasSize(10_000);
    }
  }

  @Test
  void links_and_pipes_are_reported_and_not_followed() throws Exception {
    Path secret = Files.writeString(root.resolve("secret"), "not for S3");
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Files.createSymbolicLink(recorder.spool().resolve("link.jfr"), secret);
      Files.createSymbolicLink(recorder.spool().resolve("folder"), root);
      mkfifo(recorder.spool().resolve("pipe.jfr"));

      assertThat(recorder.drain()).isZero();

      Marker marker = recorder.marker();
      assertThat(marker.state()).isEqualTo(PodState.SEALED);
      assertThat(marker.files()).isEmpty();
      assertThat(marker.skipped())
          .containsExactly(
              new SkippedFile("folder", "symbolic link"),
              new SkippedFile("link.jfr", "symbolic link"),
              new SkippedFile("pipe.jfr", "not a regular file (pipe, socket or device)"));
    }
  }

  @Test
  void two_odd_names_never_become_one() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Map<String, String> byStoredName = new HashMap<>();
      byStoredName.put("new%0Aline.log", "new\nline.log");
      byStoredName.put("%20space.log", " space.log");
      byStoredName.put("percent%2520.log", "percent%20.log");
      byStoredName.put("percent%20.log", "percent .log");
      byStoredName.put("%C3%A4.log", "ä.log");
      byStoredName.put("%6Darker.json", "marker.json");
      byStoredName.put("%2Erecorder/state", ".recorder/state");
      byStoredName.put("..hidden", "..hidden");
      for (String name : byStoredName.values()) {
        Path file = recorder.spool().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
      }
      // Java cannot encode this name, but a shell can.
      shell("printf bytes > \"$(printf 'no\\377utf.log')\"", recorder.spool());
      byStoredName.put("no%FFutf.log", "bytes");

      assertThat(recorder.drain()).isZero();

      Map<String, String> stored =
          recorder.marker().files().stream()
              .collect(Collectors.toMap(RecordedFile::name, file -> text(recorder, file.name())));
      assertThat(stored).isEqualTo(byStoredName);
      assertThat(recorder.marker().state()).isEqualTo(PodState.SEALED);
    }
  }

  @Test
  void name_that_is_too_long_once_encoded_is_cut_and_stays_unique() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Files.writeString(recorder.spool().resolve("ü".repeat(120) + "1"), "one");
      Files.writeString(recorder.spool().resolve("ü".repeat(120) + "2"), "two");

      assertThat(recorder.drain()).isZero();

      assertThat(recorder.marker().files())
          .extracting(file -> text(recorder, file.name()))
          .containsExactlyInAnyOrder("one", "two");
    }
  }

  @Test
  void file_that_grows_after_a_scan_arrives_whole() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Path log = recorder.spool().resolve("agent.undo");
      Files.writeString(log, "first");
      awaitALook(recorder);
      Files.writeString(log, " second", StandardOpenOption.APPEND);
      awaitALook(recorder);
      Files.writeString(log, " third", StandardOpenOption.APPEND);

      assertThat(recorder.drain()).isZero();

      assertThat(text(recorder, "agent.undo")).isEqualTo("first second third");
    }
  }

  @Test
  void file_rewritten_after_its_callback_is_stored_twice() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Path recording = recorder.spool().resolve("run.undo");
      Files.writeString(recording, "first save");
      Files.writeString(recorder.spool().resolve("run.undo.saved"), "");
      await("the file is moved while the JVM runs").until(() -> Files.notExists(recording));
      Files.writeString(recording, "second save, longer");

      assertThat(recorder.drain()).isZero();

      assertThat(recorder.marker().files())
          .extracting(RecordedFile::name)
          .containsExactly("run.undo", "run~2.undo");
      assertThat(text(recorder, "run.undo")).isEqualTo("first save");
      assertThat(text(recorder, "run~2.undo")).isEqualTo("second save, longer");
    }
  }

  @Test
  void file_deeper_than_any_path_is_stored_under_a_cut_name() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      String name = "d".repeat(200);
      nest(recorder.spool(), name, 24, "echo bytes > deep.jfr.txt");

      assertThat(recorder.drain()).as(recorder.log()).isZero();

      shell("rm -rf " + name, recorder.spool());
      assertThat(recorder.marker().state()).as(recorder.log()).isEqualTo(PodState.SEALED);
      String stored = recorder.marker().files().getFirst().name();
      assertThat(stored).hasSizeLessThan(600).endsWith("/deep.jfr.txt");
      assertThat(text(recorder, stored)).isEqualTo("bytes\n");
    }
  }

  @Test
  void files_a_thousand_folders_deep_are_stored() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      nest(recorder.spool(), "d", 1_000, "echo one > one.log; echo two > two.log");

      assertThat(recorder.drain()).as(recorder.log()).isZero();

      assertThat(recorder.marker().state()).as(recorder.log()).isEqualTo(PodState.SEALED);
      assertThat(recorder.marker().files())
          .extracting(file -> text(recorder, file.name()))
          .containsExactlyInAnyOrder("one\n", "two\n");
    }
  }

  @Test
  void folder_beyond_the_depth_limit_keeps_the_pod_from_being_sealed() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Files.writeString(recorder.spool().resolve("a.log"), "content");
      nest(recorder.spool(), "d", 1_100, "echo lost > lost.log");

      assertThat(recorder.drain()).isZero();

      assertThat(recorder.marker().state()).as(recorder.log()).isEqualTo(PodState.PARTIAL);
      assertThat(recorder.marker().reason())
          .hasValueSatisfying(
              why ->
                  assertThat(why).contains("cannot be read: nested more than 1024 folders deep"));
      assertThat(text(recorder, "a.log")).isEqualTo("content");
    }
  }

  /** Nests folders with a shell, step by step, because no path is long enough for the deepest. */
  private static void nest(Path folder, String name, int deep, String then) throws Exception {
    String step = "mkdir %1$s; cd -P %1$s; i=$((i+1))".formatted(name);
    shell("i=0; while [ $i -lt %d ]; do %s; done; %s".formatted(deep, step, then), folder);
  }

  @Test
  void empty_jfr_file_without_any_recording_is_torn() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Files.createFile(recorder.spool().resolve("empty.jfr"));

      assertThat(recorder.drain()).isZero();

      assertThat(recorder.marker().files())
          .extracting(file -> entry(file.name(), file.state()))
          .containsExactly(entry("empty.jfr", FileState.TORN));
    }
  }

  @Test
  void whole_heap_dump_moves_while_the_jvm_runs_and_a_cut_one_is_torn() throws Exception {
    Path jdk = Jdks.find(25).orElseThrow();
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start();
        RecordedJvm jvm = RecordedJvm.start(jdk, recorder.spool())) {
      Path dump = recorder.spool().resolve("live.hprof");
      run(jdk.resolve("bin/jcmd").toString(), Long.toString(jvm.pid()), "GC.heap_dump", dump);
      await("the dump reaches the store")
          .until(() -> Files.exists(recorder.folder().file("live.hprof")));
      byte[] whole = Files.readAllBytes(recorder.folder().file("live.hprof"));
      Files.write(
          recorder.spool().resolve("cut.hprof"), java.util.Arrays.copyOf(whole, whole.length - 9));
      jvm.kill();

      assertThat(recorder.drain()).isZero();

      assertThat(recorder.marker().files())
          .filteredOn(file -> file.format().equals("hprof"))
          .extracting(file -> entry(file.name(), file.state()))
          .containsExactlyInAnyOrder(
              entry("live.hprof", FileState.WHOLE), entry("cut.hprof", FileState.TORN));
    }
  }

  /** Waits for a scan: a file whose format shows that it is final is moved by the first one. */
  private static void awaitALook(RecorderProcess recorder) throws Exception {
    Path sign = Files.createTempFile(recorder.spool(), "sign", "");
    Path saved = sign.resolveSibling(sign.getFileName() + ".saved");
    Files.createFile(saved);
    await("a scan of the spool").until(() -> Files.notExists(sign));
    Files.delete(saved);
  }

  private static String text(RecorderProcess recorder, String name) {
    try {
      return Files.readString(recorder.folder().file(name), StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new AssertionError(name, e);
    }
  }

  private static void mkfifo(Path pipe) throws Exception {
    run("mkfifo", pipe);
  }

  private static void shell(String script, Path folder) throws Exception {
    Process process = new ProcessBuilder("sh", "-c", script).directory(folder.toFile()).start();
    assertThat(process.waitFor()).isZero();
  }

  private static void run(Object... command) throws Exception {
    Process process =
        new ProcessBuilder(java.util.Arrays.stream(command).map(Object::toString).toList())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
  }
}
