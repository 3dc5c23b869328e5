package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.spool.Spool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests paths that are longer than S3 keys may be. */
class LongNamesTest {
  private static final String DEEP = String.join("/", Collections.nCopies(6, "d".repeat(180)));

  @TempDir Path root;

  @Test
  void deep_files_have_the_same_name_in_store_key_and_manifest() throws Exception {
    try (DriverBed bed = new DriverBed(root);
        RecorderProcess driver = bed.driver().start()) {
      Path folder = Files.createDirectories(driver.spool().resolve(DEEP));
      Files.writeString(folder.resolve("deep.log"), "deep");
      Files.writeString(folder.resolve("deeper.log"), "deeper");
      Files.writeString(driver.spool().resolve("shallow.log"), "shallow");

      assertThat(driver.drain()).isZero();

      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).as(driver.log()).isTrue();
      assertThat(manifest.pods().getFirst().files())
          .hasSize(3)
          .allSatisfy(
              file -> assertThat(file.key().orElseThrow()).endsWith("/driver/" + name(file)))
          .allSatisfy(file -> assertThat(driver.folder().file(name(file))).isRegularFile());
      assertThat(bed.objects().values())
          .containsExactlyInAnyOrder(
              Contents.of("deep".getBytes(StandardCharsets.UTF_8)),
              Contents.of("deeper".getBytes(StandardCharsets.UTF_8)),
              Contents.of("shallow".getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void longest_name_below_the_longest_prefix_fits_a_key() {
    Path spool = Path.of("/recordings");
    String name =
        new Spool(spool).name(spool.resolve(DEEP).resolve("\u00fc".repeat(127) + ".hprof"));
    String app = "a".repeat(63);
    String pod = "executor-" + "1".repeat(63) + ".01234567-89ab-cdef-0123-456789abcdef";
    String prefix = "p".repeat(200);

    String key =
        RecorderSettings.s3From(
                Map.of("RECORDER_S3_BUCKET", "bucket", "RECORDER_S3_PREFIX", prefix))
            .key(app + "/" + pod + "/" + name);

    assertThat(key.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(950, 1024 - 15);
  }

  private static String name(ManifestFile file) {
    return file.file().name();
  }
}
