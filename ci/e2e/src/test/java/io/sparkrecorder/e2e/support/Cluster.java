package io.sparkrecorder.e2e.support;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The cluster of KUBECONFIG, as one test class uses it: in namespaces of its own, all removed after
 * it. When a test fails, their pods, events and logs are printed.
 */
public final class Cluster
    implements BeforeAllCallback,
        AfterAllCallback,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {
  /**
   * The label of every object that a run makes without a chart. The next run removes the leftovers
   * of a killed one by it.
   */
  public static final String LABEL = "spark-recorder/e2e";

  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final String suffix = UUID.randomUUID().toString().substring(0, 6);
  private final Map<String, Logs> namespaces = new LinkedHashMap<>();
  private final List<Runnable> undo = new ArrayList<>();
  private boolean told;

  public KubernetesClient client() {
    return client;
  }

  /** A new namespace, as strict as Kubernetes can be. */
  public String namespace(String what) {
    return namespace(what, "restricted");
  }

  /** One where a pod may be root and use folders of the node; the same one each time. */
  String lenientNamespace() {
    String name = "e2e-node-" + suffix;
    return namespaces.containsKey(name) ? name : namespace("node", "privileged");
  }

  /** A new namespace that enforces a level of Pod Security. */
  public String namespace(String what, String level) {
    String name = "e2e-" + what + "-" + suffix;
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(LABEL, "true")
                .addToLabels("pod-security.kubernetes.io/enforce", level)
                .endMetadata()
                .build())
        .create();
    namespaces.put(name, new Logs(client, name));
    return name;
  }

  /** A release that is gone after the test class, whatever happens. */
  public Release release(String name, String chart, String namespace) {
    return release(new Helm(), name, chart, namespace);
  }

  /** The same, with another Helm. */
  public Release release(Helm helm, String name, String chart, String namespace) {
    Release release = new Release(helm, name, chart, namespace);
    after(release::uninstall);
    return release;
  }

  /** Done after the test class, the last first. */
  public void after(Runnable action) {
    undo.addFirst(action);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Run.begin(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<Runnable> all = new ArrayList<>(undo);
    all.add(() -> namespaces.values().forEach(Logs::close));
    all.add(() -> Sweep.namespaces(client, namespaces.keySet()));
    all.add(client::close);
    Sweep.all(all);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw told(failure);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw told(failure);
  }

  /** The first failure is told in full: the others see the same. */
  private Throwable told(Throwable failure) {
    if (told) {
      return failure;
    }
    told = true;
    Diagnosis diagnosis = new Diagnosis(client, System.out);
    namespaces.forEach(diagnosis::print);
    ClusterWide.all().stream()
        .map(ClusterWide::namespace)
        .filter(namespace -> client.namespaces().withName(namespace).get() != null)
        .forEach(diagnosis::print);
    return failure;
  }
}
