package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.PodState;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a full volume, simulated by the process limit on file sizes. */
class FullVolumeTest {
  @TempDir Path root;

  @Test
  void store_that_becomes_available_late_gets_everything() throws Exception {
    Path store = Files.createFile(root.resolve("store"));
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").launch()) {
      Files.writeString(recorder.spool().resolve("a.log"), "content");
      await().until(() -> recorder.log().contains("the store cannot be used yet"));
      recorder.sigterm();
      await().until(() -> recorder.log().contains("SIGTERM"));
      Files.delete(store);

      assertThat(recorder.awaitExit()).isZero();

      assertThat(recorder.marker().state()).as(recorder.log()).isEqualTo(PodState.SEALED);
      assertThat(recorder.folder().file("a.log")).hasContent("content");
    }
  }

  @Test
  void files_that_do_not_fit_stay_in_the_spool_and_all_others_are_moved() throws Exception {
    try (RecorderProcess recorder =
        RecorderProcess.executor(root, "1").withLargestFile(1 << 20).start()) {
      byte[] large = new byte[3 << 20];
      large[large.length - 1] = 1;
      Files.write(recorder.spool().resolve("heap.bin"), large);
      Files.writeString(recorder.spool().resolve("small.log"), "fits");

      assertThat(recorder.drain()).isZero();

      assertThat(recorder.marker().state()).as(recorder.log()).isEqualTo(PodState.PARTIAL);
      assertThat(recorder.marker().reason())
          .hasValueSatisfying(why -> assertThat(why).contains("heap.bin"));
      assertThat(recorder.marker().files())
          .extracting(file -> file.name())
          .containsExactly("small.log");
      assertThat(recorder.spool().resolve("heap.bin")).hasBinaryContent(large);
      assertThat(recorder.folder().file("heap.bin")).doesNotExist();
    }
  }
}
