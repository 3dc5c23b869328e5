package io.sparkrecorder.e2e.support;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts the images that a run needs onto the nodes with the command {@code CLUSTER_LOAD}, such as
 * {@code kind load image-archive}. Images that this project builds are always loaded, because they
 * may be new under their old names. The others come from the folder {@code E2E_IMAGES}, if no node
 * has them.
 */
public final class Images {
  private final Path root;
  private final Optional<Path> folder;

  /**
   * Takes archives from these folders.
   *
   * @param root the project, where the build puts archives
   * @param folder the archives of other images; empty if nodes pull them
   */
  Images(Path root, Optional<Path> folder) {
    this.root = root;
    this.folder = folder;
  }

  /** Loads the images of all classes of the run. Does nothing without {@code CLUSTER_LOAD}. */
  static void load(KubernetesClient client) {
    variable("CLUSTER_LOAD")
        .ifPresent(
            command -> {
              List<Image> needed = PlannedImages.names().stream().map(Image::named).toList();
              Images images =
                  new Images(Project.root(), variable("E2E_IMAGES").map(Project.root()::resolve));
              images.archives(needed, onNodes(client)).forEach(archive -> put(command, archive));
            });
  }

  /** Loads one more archive. Does nothing without {@code CLUSTER_LOAD}. */
  public static void load(Path archive) {
    variable("CLUSTER_LOAD").ifPresent(command -> put(command, archive));
  }

  /**
   * The archives to load.
   *
   * @param onNodes references of the images that a node has already
   * @throws IllegalStateException if archives are missing; the message names each one and the
   *     command that makes it
   */
  List<Path> archives(Collection<Image> needed, Set<String> onNodes) {
    List<Image> toLoad =
        needed.stream()
            .filter(image -> image.built().isPresent() || !onNodes.contains(image.reference()))
            .filter(image -> archive(image).isPresent())
            .toList();
    String missing =
        toLoad.stream()
            .filter(image -> !Files.isReadable(archive(image).orElseThrow()))
            .map(image -> "  " + archive(image).orElseThrow() + ": " + command(image))
            .collect(Collectors.joining("\n"));
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "These image archives are missing. Make each with the command beside it:\n" + missing);
    }
    return toLoad.stream().map(image -> archive(image).orElseThrow()).toList();
  }

  private Optional<Path> archive(Image image) {
    return image
        .built()
        .map(root::resolve)
        .or(() -> folder.map(archives -> archives.resolve(image.name() + ".tar")));
  }

  private String command(Image image) {
    return image
        .built()
        .map(archive -> "make " + archive)
        .orElseGet(
            () ->
                "docker pull %1$s && docker save -o %2$s %1$s"
                    .formatted(image.reference(), archive(image).orElseThrow()));
  }

  private static Set<String> onNodes(KubernetesClient client) {
    return client.nodes().list().getItems().stream()
        .flatMap(node -> node.getStatus().getImages().stream())
        // An image whose name another image has taken over has no name.
        .flatMap(image -> Stream.ofNullable(image.getNames()))
        .flatMap(List::stream)
        .collect(Collectors.toSet());
  }

  private static void put(String command, Path archive) {
    try {
      int code =
          new ProcessBuilder("sh", "-c", command + " \"$1\"", "sh", archive.toString())
              // The folder where `make` runs, so that a relative path means the same here.
              .directory(Project.root().toFile())
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new IllegalStateException(command + " " + archive + " failed with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }
}
