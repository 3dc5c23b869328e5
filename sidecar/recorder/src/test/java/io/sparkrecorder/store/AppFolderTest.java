package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppFolderTest {
  @TempDir Path folder;
  private AppFolder app;

  @BeforeEach
  void open() throws IOException {
    app = AppFolder.of(folder.toRealPath(), "app-1");
  }

  @Test
  void application_without_folder_has_no_pods() throws IOException {
    assertThat(app.pods()).isEmpty();
  }

  @Test
  void pods_are_sorted_and_other_names_skipped() throws IOException {
    for (String name :
        new String[] {"executor-2.uid-2", "driver.uid-0", "executor-1.uid-1", "lost+found"}) {
      Files.createDirectories(app.path().resolve(name));
    }

    assertThat(app.pods())
        .extracting(pod -> pod.path().getFileName().toString())
        .containsExactly("driver.uid-0", "executor-1.uid-1", "executor-2.uid-2");
  }

  @Test
  void pod_has_the_folder_that_the_listing_shows() throws IOException {
    Files.createDirectories(app.path().resolve("executor-1.uid-1"));
    PodFolder listed = app.pods().getFirst();

    assertThat(app.pod(listed.identity().orElseThrow()).path()).isEqualTo(listed.path());
  }

  @Test
  void applications_are_sorted_and_other_entries_skipped() throws IOException {
    for (String name : new String[] {"spark-2", "app-1", ".doctor", "lost+found"}) {
      Files.createDirectories(folder.resolve(name));
    }
    Files.createFile(folder.resolve("a-file"));
    Files.createSymbolicLink(folder.resolve("a-link"), folder.resolve("app-1"));

    assertThat(AppFolder.apps(folder)).containsExactly("app-1", "spark-2");
  }

  @Test
  void manifest_is_kept_beside_the_pods() throws IOException {
    app.writeManifest(out -> out.write("{}".getBytes(StandardCharsets.UTF_8)));

    assertThat(app.path().resolve("manifest.json")).hasContent("{}");
    assertThat(app.pods()).isEmpty();
  }
}
