package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.store.PodFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An error in one pod stays with that pod: the manifest names it, and all other pods arrive whole.
 */
@Execution(ExecutionMode.CONCURRENT)
class BadPodsTest {
  private static final String MARKER = "marker.json";

  @TempDir Path root;
  private DriverBed bed;

  @BeforeEach
  void open() throws IOException {
    bed = new DriverBed(root);
  }

  @AfterEach
  void close() {
    bed.close();
  }

  /** Damages the marker of a pod. */
  private interface Damage {
    void to(Path marker) throws IOException;
  }

  private record Case(String name, Damage damage) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> damages() {
    return Stream.of(
        new Case("no JSON", marker -> Files.writeString(marker, "{ half")),
        new Case("nothing", marker -> Files.writeString(marker, "")),
        new Case(
            "a part number of 64 bits",
            marker ->
                replace(
                    marker,
                    "\"skipped\"",
                    "\"objects\":[{\"name\":\"x\",\"key\":\"k\",\"uploadId\":\"u\",\"parts\":"
                        + "[{\"number\":99999999999,\"etag\":\"e\",\"bytes\":1,"
                        + "\"crc32c\":\"00000000\"}]}],\"skipped\"")),
        new Case("another pod's", marker -> replace(marker, "uid-executor-2", "uid-executor-1")),
        new Case(
            "a file outside of the folder",
            marker -> replace(marker, "file-00001.bin", "../executor-1.uid-executor-1/x")),
        new Case("a name with a NUL", marker -> replace(marker, "file-00001.bin", "a\\u0000b")),
        new Case("deep nesting", marker -> Files.writeString(marker, "[".repeat(100_000))),
        new Case("60 MB", BadPodsTest::grow),
        new Case("a folder", BadPodsTest::folder),
        new Case("a link", BadPodsTest::link),
        new Case("a pipe", BadPodsTest::pipe));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void unreadable_marker_is_named_and_other_pods_are_whole(Case bad) throws Exception {
    Map<String, String> expected =
        new TreeMap<>(DriverBed.below("executor-1", bed.sealedExecutor("1", 4, 2_000)));
    bed.sealedExecutor("2", 4, 2_000);
    expected.putAll(DriverBed.below("executor-3", bed.sealedExecutor("3", 4, 2_000)));
    bad.damage().to(folder("2").path().resolve(MARKER));

    try (RecorderProcess driver = bed.driver().with("RECORDER_EXECUTOR_GRACE", "1s").start()) {
      expected.putAll(DriverBed.below("driver", Contents.write(driver.spool(), 3, 1_000)));
      assertThat(driver.drain()).isZero();

      Map<String, String> objects = bed.objects();
      objects.keySet().removeIf(name -> name.startsWith("executor-2/"));
      assertThat(objects).as(driver.log()).isEqualTo(expected);
      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).isFalse();
      assertThat(manifest.pods()).hasSize(4);
      assertThat(pod(manifest, "executor-2").complete()).isFalse();
      assertThat(pod(manifest, "executor-2").reason())
          .hasValueSatisfying(why -> assertThat(why).startsWith("unreadable: "));
      assertThat(pod(manifest, "executor-1").complete()).isTrue();
      assertThat(pod(manifest, "executor-3").complete()).isTrue();
    }
  }

  @Test
  void marker_that_becomes_unreadable_later_is_reported_as_unreadable() throws Exception {
    bed.lostExecutor("2");
    try (RecorderProcess driver = bed.driver().with("RECORDER_EXECUTOR_GRACE", "1s").start()) {
      Map<String, String> good = bed.sealedExecutor("1", 3, 1_000);
      await("executor-2 is known")
          .until(() -> Files.readString(journal()).contains("uid-executor-2"));
      Files.writeString(folder("2").path().resolve(MARKER), "{ half");

      assertThat(driver.drain()).isZero();

      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(pod(manifest, "executor-2").reason())
          .hasValueSatisfying(why -> assertThat(why).startsWith("unreadable: "));
      assertThat(bed.objects())
          .as("files named in its journal are in S3")
          .containsAllEntriesOf(DriverBed.below("executor-1", good))
          .containsKey("executor-2/early.undo");
    }
  }

  @Test
  void pod_folder_without_marker_is_in_the_manifest_with_its_files() throws Exception {
    bed.lostExecutor("2");
    Files.delete(folder("2").path().resolve(MARKER));
    try (RecorderProcess driver = bed.driver().with("RECORDER_EXECUTOR_GRACE", "1s").start()) {
      assertThat(driver.drain()).isZero();

      ManifestPod lost = pod(bed.manifest().orElseThrow(), "executor-2");
      assertThat(lost.pod().uid()).isEqualTo("uid-executor-2");
      assertThat(lost.complete()).isFalse();
      assertThat(lost.reason()).hasValueSatisfying(why -> assertThat(why).startsWith("no-marker"));
      assertThat(bed.objects()).containsKey("executor-2/early.undo");
    }
  }

  @Test
  void unreadable_line_of_the_executors_journal_is_counted() throws Exception {
    Files.createDirectories(journal().getParent());
    Files.writeString(
        journal(),
        "{\"role\":\"executor\",\"executorId\":\"9\",\"pod\":\"p\",\"uid\":\"u9\","
            + "\"fate\":\"gone\",\"reason\":\"x\",\"exitCode\":99999999999}\n");
    Map<String, String> good = bed.sealedExecutor("1", 3, 1_000);
    try (RecorderProcess driver = bed.driver().start()) {
      assertThat(driver.drain()).isZero();

      assertThat(bed.objects()).isEqualTo(DriverBed.below("executor-1", good));
      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).isFalse();
      assertThat(manifest.reason())
          .contains("unreadable: the journal of executors: 1 of its lines cannot be read");
    }
  }

  private Path journal() {
    return root.resolve("store").resolve(RecorderProcess.APP).resolve("executors.journal");
  }

  private PodFolder folder(String id) throws IOException {
    try (RecorderProcess executor = RecorderProcess.executor(root, id)) {
      return executor.folder();
    }
  }

  private static ManifestPod pod(Manifest manifest, String part) {
    return manifest.pods().stream()
        .filter(pod -> pod.pod().label().equals(part))
        .findFirst()
        .orElseThrow();
  }

  private static void replace(Path marker, String text, String other) throws IOException {
    String before = Files.readString(marker);
    assertThat(before).contains(text);
    Files.writeString(marker, before.replace(text, other));
  }

  private static void grow(Path marker) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(marker.toFile(), "rw")) {
      byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
      file.seek(file.length());
      for (int mib = 0; mib < 60; mib++) {
        file.write(blanks);
      }
    }
  }

  private static void folder(Path marker) throws IOException {
    Files.delete(marker);
    Files.createDirectory(marker);
  }

  private static void link(Path marker) throws IOException {
    Path elsewhere = marker.resolveSibling("elsewhere");
    Files.move(marker, elsewhere);
    Files.createSymbolicLink(marker, elsewhere);
  }

  private static void pipe(Path marker) throws IOException {
    Files.delete(marker);
    int exit = new ProcessBuilder("mkfifo", marker.toString()).start().onExit().join().exitValue();
    assertThat(exit).isZero();
  }
}
