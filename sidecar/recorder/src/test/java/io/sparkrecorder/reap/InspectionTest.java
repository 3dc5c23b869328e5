package io.sparkrecorder.reap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.ship.HugeManifest;
import io.sparkrecorder.store.AppFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {
  @TempDir Path root;
  @TempDir Path scratch;

  @Test
  void object_of_any_size_in_place_of_a_manifest_does_not_fill_the_disk() throws Exception {
    try (HugeManifest huge = HugeManifest.serve()) {
      Inspection inspection = new Inspection(huge.store(), huge.settings(), List.of(scratch));

      assertThatThrownBy(() -> inspection.of("spark-1", AppFolder.of(root, "spark-1")))
          .isInstanceOf(IOException.class)
          .hasMessage(
              huge.settings().url("pipelines/team-a/recordings/spark-1/manifest.json")
                  + " is no manifest: it has "
                  + HugeManifest.BYTES
                  + " bytes, and at most 268435456 are read. Move it away, and the next run"
                  + " writes one");
      assertThat(huge.sent()).isZero();
      assertThat(scratch).isEmptyDirectory();
    }
  }
}
