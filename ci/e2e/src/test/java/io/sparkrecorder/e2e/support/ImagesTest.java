package io.sparkrecorder.e2e.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class ImagesTest {
  private static final Image BUILT =
      new Image("recorder", "registry/recorder:1", Optional.of("images/recorder.tar"));
  private static final Image SPARK = new Image("spark-4.1", "registry/spark:4.1", Optional.empty());
  private static final Image ENVOY = new Image("envoy", "registry/envoy:1", Optional.empty());

  @TempDir private Path root;

  @Test
  void built_images_are_loaded_even_if_nodes_have_them() throws IOException {
    Path archive = file("images/recorder.tar");

    assertThat(images().archives(List.of(BUILT), Set.of(BUILT.reference())))
        .containsExactly(archive);
  }

  @Test
  void other_images_are_loaded_if_nodes_lack_them() throws IOException {
    Path archive = file("folder/spark-4.1.tar");

    assertThat(images().archives(List.of(SPARK, ENVOY), Set.of(ENVOY.reference())))
        .containsExactly(archive);
  }

  @Test
  void nodes_pull_other_images_if_there_is_no_folder_of_archives() {
    assertThat(new Images(root, Optional.empty()).archives(List.of(SPARK), Set.of())).isEmpty();
  }

  @Test
  void all_missing_archives_are_named_with_the_commands_that_make_them() throws IOException {
    file("folder/envoy.tar");

    assertThatThrownBy(() -> images().archives(List.of(BUILT, SPARK, ENVOY), Set.of()))
        .hasMessageContaining("recorder.tar: make images/recorder.tar\n")
        .hasMessageContaining(
            "spark-4.1.tar: docker pull registry/spark:4.1 && docker save -o "
                + root.resolve("folder/spark-4.1.tar")
                + " registry/spark:4.1")
        .hasMessageNotContaining("envoy");
  }

  @Test
  void a_run_plans_the_images_of_its_classes_and_no_others() {
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(OfTwoImages.class))
                .build());

    assertThat(PlannedImages.names()).containsExactlyInAnyOrder("recorder", "spark-4.1");
  }

  @NeedsImages({"recorder", "spark-4.1"})
  static final class OfTwoImages {
    @Test
    void runs_without_a_cluster() {
      assertThat(Image.all()).isNotEmpty();
    }
  }

  private Images images() {
    return new Images(root, Optional.of(root.resolve("folder")));
  }

  private Path file(String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "archive");
  }
}
