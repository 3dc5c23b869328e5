package io.sparkrecorder.e2e.support;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.List;

/** Removes the objects that tests made. */
public final class Sweep {
  private Sweep() {}

  /** Does each of them, whatever happens to the others. */
  static void all(List<Runnable> actions) {
    RuntimeException failure = null;
    for (Runnable action : actions) {
      try {
        action.run();
      } catch (RuntimeException e) {
        failure = e;
      } catch (AssertionError e) {
        failure = new IllegalStateException(e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Removes namespaces, and waits until they are gone with their volumes. */
  public static void namespaces(KubernetesClient client, Collection<String> names) {
    names.forEach(name -> empty(client, name));
    eventually("gone: " + names)
        .until(
            () ->
                names.stream().allMatch(name -> client.namespaces().withName(name).get() == null));
    client.persistentVolumes().list().getItems().stream()
        .filter(volume -> volume.getSpec().getClaimRef() != null)
        .filter(volume -> names.contains(volume.getSpec().getClaimRef().getNamespace()))
        .forEach(volume -> client.resource(volume).delete());
  }

  /** Nobody waits for a grace any more. */
  private static void empty(KubernetesClient client, String namespace) {
    client.pods().inNamespace(namespace).withGracePeriod(0).delete();
    client.namespaces().withName(namespace).delete();
  }
}
