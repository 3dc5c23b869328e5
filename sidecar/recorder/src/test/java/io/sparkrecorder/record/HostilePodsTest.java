package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.PodFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One pod has odd or hostile documents, while the other pods are healthy. */
@Execution(ExecutionMode.CONCURRENT)
class HostilePodsTest {
  private static final String SECRET = "the token of the driver's service account";

  @TempDir Path root;
  private DriverBed bed;
  private AppFolder app;
  private final Map<String, String> expected = new TreeMap<>();

  @BeforeEach
  void start() throws IOException {
    bed = new DriverBed(root);
    app = AppFolder.of(root.resolve("store"), RecorderProcess.APP);
  }

  @AfterEach
  void stop() {
    bed.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "marker is a pipe",
        "marker is a link",
        "marker is a folder",
        "marker is 60 MiB",
        "marker is deep",
        "marker is empty",
        "marker of another pod",
        "uid with a NUL",
        "name with a NUL",
        "name outside",
        "absolute name",
        "part number of 64 bits",
        "size below 0",
        "no marker",
        "folder is a link"
      })
  void odd_pod_is_named_and_every_other_pod_arrives_whole(String oddity) throws Exception {
    sealed("1");
    sealed("2");
    sealed("3");
    expected.keySet().removeIf(key -> key.startsWith("executor-2/"));
    spoil(pod("2"), oddity);

    Manifest manifest = drained();

    assertThat(bed.objects()).containsAllEntriesOf(expected);
    assertThat(manifest.complete()).isFalse();
    assertThat(manifest.pods())
        .filteredOn(pod -> !pod.pod().label().equals("executor-2"))
        .allSatisfy(pod -> assertThat(pod.state()).isEqualTo(ManifestPodState.SEALED))
        .allMatch(ManifestPod::complete)
        .extracting(pod -> pod.pod().label())
        .containsExactlyInAnyOrder("driver", "executor-1", "executor-3");
    assertThat(manifest.pods())
        .filteredOn(pod -> pod.pod().label().equals("executor-2"))
        .singleElement()
        .satisfies(
            pod -> {
              assertThat(pod.pod().uid()).isEqualTo("uid-2");
              assertThat(pod.complete()).isFalse();
              assertThat(pod.reason().orElseThrow())
                  .startsWith(oddity.equals("no marker") ? "no-marker" : "unreadable: ");
            });
    assertThat(bed.objects().values()).doesNotContain(hash(SECRET));
  }

  @Test
  void file_replaced_by_a_link_is_missing_and_the_target_stays_here() throws Exception {
    sealed("1");
    sealed("2");
    Path secret = Files.writeString(root.resolve("secret"), SECRET);
    PodFolder folder = app.pod(pod("2"));
    folder.write(marker("2", SECRET.getBytes(StandardCharsets.UTF_8)));
    Files.delete(folder.file("a.log"));
    Files.createSymbolicLink(folder.file("a.log"), secret);
    expected.remove("executor-2/a.log");

    Manifest manifest = drained();

    assertThat(bed.objects()).isEqualTo(expected);
    assertThat(manifest.complete()).isFalse();
    assertThat(manifest.pods())
        .flatExtracting(ManifestPod::files)
        .filteredOn(file -> file.key().isEmpty())
        .singleElement()
        .extracting(ManifestFile::missing)
        .satisfies(why -> assertThat(why).isPresent());
  }

  @Test
  void odd_line_of_the_executors_journal_hides_no_pod() throws Exception {
    sealed("1");
    Files.writeString(
        app.executorsJournal(),
        """
        {"role":"executor","executorId":"9","pod":"p","uid":"u9","fate":"gone","reason":"x","exitCode":99999999999}
        {"role":"executor","executorId":"../9","pod":"p","uid":"u9","fate":"alive"}
        {"role":"executor","executorId":"8","pod":"p8","uid":"u8","fate":"gone","reason":"evicted"}
        [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
        """);

    Manifest manifest = drained();

    assertThat(bed.objects()).isEqualTo(expected);
    assertThat(manifest.pods())
        .extracting(pod -> pod.pod().label())
        .containsExactlyInAnyOrder("driver", "executor-1", "executor-8");
  }

  private Manifest drained() throws IOException {
    try (RecorderProcess driver = bed.driver().with("RECORDER_EXECUTOR_GRACE", "1s").start()) {
      expected.putAll(DriverBed.below("driver", Contents.write(driver.spool(), 2, 1_000)));
      assertThat(driver.drain()).as(driver.log()).isZero();
      return bed.manifest().orElseThrow(() -> new AssertionError(driver.log()));
    }
  }

  /** A pod with one file, whose recorder has ended. */
  private void sealed(String id) throws IOException {
    PodFolder folder = app.pod(pod(id));
    Files.createDirectories(folder.path());
    Files.writeString(folder.file("a.log"), "recorded by " + id);
    folder.write(marker(id, Files.readAllBytes(folder.file("a.log"))));
    expected.putAll(DriverBed.below("executor-" + id, Map.of("a.log", hash("recorded by " + id))));
  }

  private void spoil(PodRecord pod, String oddity) throws Exception {
    PodFolder folder = app.pod(pod);
    Path marker = folder.path().resolve("marker.json");
    Path secret = Files.writeString(root.resolve("secret"), SECRET);
    switch (oddity) {
      case "marker is a pipe" -> {
        Files.delete(marker);
        assertThat(new ProcessBuilder("mkfifo", marker.toString()).start().waitFor()).isZero();
      }
      case "marker is a link" ->
          Files.createSymbolicLink(marker, Files.move(marker, root.resolve("moved")));
      case "marker is a folder" -> {
        Files.delete(marker);
        Files.createDirectory(marker);
      }
      case "marker is 60 MiB" -> {
        try (RandomAccessFile large = new RandomAccessFile(marker.toFile(), "rw")) {
          large.setLength(60L << 20);
        }
      }
      case "marker is deep" -> Files.writeString(marker, "{\"a\":[".repeat(1_000_000));
      case "marker is empty" -> Files.write(marker, new byte[0]);
      case "marker of another pod" -> {
        Files.delete(marker);
        Files.copy(app.pod(pod("1")).path().resolve("marker.json"), marker);
      }
      case "uid with a NUL" -> change(marker, "\"uid-2\"", "\"uid-2\\u0000\"");
      case "name with a NUL" -> change(marker, "\"a.log\"", "\"a\\u0000b\"");
      case "name outside" -> change(marker, "\"a.log\"", "\"../../../secret\"");
      case "absolute name" -> change(marker, "\"a.log\"", "\"" + secret + "\"");
      case "part number of 64 bits" ->
          change(
              marker,
              "\"skipped\"",
              "\"objects\":[{\"name\":\"x\",\"key\":\"k\",\"uploadId\":\"u\",\"parts\":[{\"number\":99999999999,"
                  + "\"etag\":\"e\",\"bytes\":1,\"crc32c\":\"00000000\"}]}],\"skipped\"");
      case "size below 0" -> change(marker, "\"bytes\" : ", "\"bytes\" : -");
      case "no marker" -> Files.delete(marker);
      case "folder is a link" ->
          Files.createSymbolicLink(folder.path(), Files.move(folder.path(), root.resolve("moved")));
      default -> throw new IllegalArgumentException(oddity);
    }
  }

  private static void change(Path marker, String text, String other) throws IOException {
    String json = Files.readString(marker);
    assertThat(json).contains(text);
    Files.writeString(marker, json.replace(text, other));
  }

  private static Marker marker(String id, byte[] content) {
    RecordedFile file =
        new RecordedFile(
            "a.log",
            content.length,
            Crc32c.of(content),
            "other",
            FileState.WHOLE,
            Optional.empty());
    return new Marker(
        RecorderProcess.APP,
        "team-a",
        pod(id),
        PodState.SEALED,
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH,
        Optional.of(Instant.EPOCH.plusSeconds(1)),
        List.of(file),
        List.of(),
        List.of());
  }

  private static PodRecord pod(String id) {
    return new PodRecord(
        "executor", Optional.of(id), "exec-" + id, "uid-" + id, Optional.of("node-1"));
  }

  private static String hash(String text) {
    return Contents.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
