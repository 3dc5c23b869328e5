package io.sparkrecorder.e2e.support;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts images onto the nodes by the command {@code CLUSTER_LOAD}, such as {@code kind load
 * image-archive}. Those that are built here always, as they may be new under their old names;
 * others that no node has, from the folder {@code E2E_IMAGES}.
 */
public final class Images {
  private final String command;
  private final Optional<Path> folder;

  private Images(String command) {
    this.command = command;
    this.folder = variable("E2E_IMAGES").map(Project.root()::resolve);
  }

  /** Does nothing without {@code CLUSTER_LOAD}: nodes pull. */
  public static void load(KubernetesClient client) {
    variable("CLUSTER_LOAD").map(Images::new).ifPresent(images -> images.loadWhatIsMissing(client));
  }

  /** Loads one more archive, where there is a command for it. */
  public static void load(Path archive) {
    variable("CLUSTER_LOAD").map(Images::new).ifPresent(images -> images.put(archive));
  }

  private void loadWhatIsMissing(KubernetesClient client) {
    Project.built().map(Project.root()::resolve).forEach(this::put);
    Set<String> there = onNodes(client);
    Project.images().entrySet().stream()
        .filter(image -> !there.contains(image.getValue()))
        .map(Map.Entry::getKey)
        .flatMap(name -> folder.map(images -> images.resolve(name + ".tar")).stream())
        .forEach(this::put);
  }

  private static Set<String> onNodes(KubernetesClient client) {
    return client.nodes().list().getItems().stream()
        .flatMap(node -> node.getStatus().getImages().stream())
        // An image whose name another one has got has none.
        .flatMap(image -> Stream.ofNullable(image.getNames()))
        .flatMap(List::stream)
        .collect(Collectors.toSet());
  }

  private void put(Path archive) {
    if (!Files.isReadable(archive)) {
      throw new IllegalStateException("no image archive " + archive);
    }
    try {
      int code =
          new ProcessBuilder("sh", "-c", command + " \"$1\"", "sh", archive.toString())
              // Where `make` runs: a command by a relative path means the same here.
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
