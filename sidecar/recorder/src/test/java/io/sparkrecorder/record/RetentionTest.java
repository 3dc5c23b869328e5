package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications leave the shared volume when S3 has each of their files, and not before. */
class RetentionTest {
  private static final String OBJECTS = "pipelines/team-a/recordings/" + RecorderProcess.APP;

  @TempDir Path root;
  private DriverBed bed;
  private Path app;
  private Map<String, String> expected;

  /** Leaves a complete application of a driver and an executor. */
  @BeforeEach
  void open() throws IOException {
    bed = new DriverBed(root);
    app = root.resolve("store").resolve(RecorderProcess.APP);
    expected = new TreeMap<>();
    try (RecorderProcess driver = bed.driver().start()) {
      expected.putAll(DriverBed.below("executor-1", bed.sealedExecutor("1", 5, 5_000)));
      expected.putAll(DriverBed.below("driver", Contents.write(driver.spool(), 3, 5_000)));
      assertThat(driver.drain()).as(driver.log()).isZero();
    }
    assertThat(bed.manifest().orElseThrow().complete()).isTrue();
  }

  @AfterEach
  void close() {
    bed.close();
  }

  private ReaperProcess reaper() {
    return ReaperProcess.of(root, bed.server(), bed.proxy().endpoint())
        .with("RECORDER_REAP_KEEP", "0s");
  }

  private static String output(ReaperProcess reaper, String... arguments) throws IOException {
    try (reaper) {
      assertThat(reaper.run(arguments)).as(reaper.output()).isZero();
      return reaper.output();
    }
  }

  @Test
  void application_leaves_the_volume_and_stays_in_s3() throws Exception {
    assertThat(output(reaper(), "--dry-run")).contains("would remove  " + RecorderProcess.APP);
    assertThat(output(reaper(), "--dry-run", "--output", "json")).contains("\"would remove\"");
    assertThat(app).isNotEmptyDirectory();

    assertThat(output(reaper()))
        .contains("removed       " + RecorderProcess.APP)
        .contains("8 files")
        .contains("RECORDER_REAP_KEEP");

    assertThat(app).doesNotExist();
    assertThat(bed.objects()).isEqualTo(expected);
    assertThat(bed.manifest().orElseThrow().complete()).isTrue();
    assertThat(output(reaper())).contains("no application in the store");
  }

  @Test
  void young_or_living_application_stays() throws Exception {
    assertThat(output(reaper().with("RECORDER_REAP_KEEP", "1h"))).contains("settled: 1");
    assertThat(output(reaper().with("RECORDER_REAP_IDLE", "1h"))).contains("live");
    assertThat(app).isNotEmptyDirectory();
  }

  @Test
  void file_that_the_manifest_does_not_name_keeps_the_application() throws Exception {
    Path more = app.resolve("executor-1.uid-executor-1").resolve("more.bin");
    Files.writeString(more, "later");

    assertThat(output(reaper())).contains("kept").contains("more.bin");

    assertThat(more).hasContent("later");
  }

  @Test
  void object_that_is_gone_or_shorter_keeps_the_application() throws Exception {
    Path object =
        bed.server()
            .root()
            .resolve(RecorderProcess.BUCKET)
            .resolve(OBJECTS)
            .resolve(expected.keySet().iterator().next());
    Map<String, String> store = recordings();
    byte[] bytes = Files.readAllBytes(object);
    Files.write(object, new byte[bytes.length + 1]);
    assertThat(output(reaper())).contains("kept").contains("S3 does not show");

    Files.delete(object);
    assertThat(output(reaper())).contains("kept").contains("S3 does not show");

    assertThat(recordings()).isEqualTo(store);
  }

  /** The files on the volume without the reaper's own. */
  private Map<String, String> recordings() {
    Map<String, String> all = new TreeMap<>(Contents.of(app));
    all.keySet().removeIf(name -> name.startsWith(".reaper"));
    return all;
  }

  @Test
  void quota_warns_and_then_removes() throws Exception {
    ReaperProcess roomy = quota("1Gi");
    assertThat(output(roomy)).contains("settled: 1").doesNotContain("warning");

    ReaperProcess full = quota("1Ki");
    assertThat(output(full))
        .contains("warning: the store holds")
        .contains("removed       " + RecorderProcess.APP)
        .contains("RECORDER_REAP_QUOTA");

    assertThat(app).doesNotExist();
    assertThat(bed.objects()).isEqualTo(expected);
  }

  private ReaperProcess quota(String size) {
    return ReaperProcess.of(root, bed.server(), bed.proxy().endpoint())
        .with("RECORDER_REAP_QUOTA", size);
  }
}
