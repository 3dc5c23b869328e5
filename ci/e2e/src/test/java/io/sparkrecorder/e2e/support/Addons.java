package io.sparkrecorder.e2e.support;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Software that the cluster must have beside Kubernetes, such as a gateway's controller and Istio's
 * definitions: manifests of the files and folders in {@code CLUSTER_ADDONS}, with colons between
 * them. They stay.
 */
@NeedsImages("envoy-gateway")
public final class Addons {
  private final KubernetesClient client;
  private final List<Deployment> deployments = new ArrayList<>();

  private Addons(KubernetesClient client) {
    this.client = client;
  }

  public static boolean areGiven() {
    return folders().findAny().isPresent();
  }

  /** Applies them, and waits until their deployments are ready. */
  public static void apply(KubernetesClient client) {
    Addons addons = new Addons(client);
    folders().map(Project.root()::resolve).flatMap(Addons::files).forEach(addons::file);
    addons.deployments.forEach(addons::await);
  }

  private static Stream<String> folders() {
    return Optional.ofNullable(System.getenv("CLUSTER_ADDONS")).stream()
        .flatMap(names -> Stream.of(names.split(":")))
        .filter(name -> !name.isBlank());
  }

  /**
   * A controller that has lost its lease on a busy machine may stand there for ever: it is started
   * anew.
   */
  private void await(Deployment deployment) {
    var live = client.resource(deployment);
    if (!live.isReady()) {
      client
          .pods()
          .inNamespace(deployment.getMetadata().getNamespace())
          .withLabelSelector(deployment.getSpec().getSelector())
          .delete();
    }
    eventually(deployment.getMetadata().getName() + " is ready").until(live::isReady);
  }

  private void file(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      List<HasMetadata> objects = client.load(in).items();
      objects.forEach(this::object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A kind that was defined a moment ago may not be served yet. */
  private void object(HasMetadata object) {
    eventually(object.getKind() + " " + object.getMetadata().getName())
        .ignoreExceptions()
        .until(
            () -> client.resource(object).forceConflicts().serverSideApply().getMetadata() != null);
    if (object instanceof Deployment deployment) {
      deployments.add(deployment);
    }
  }

  private static Stream<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return Stream.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
