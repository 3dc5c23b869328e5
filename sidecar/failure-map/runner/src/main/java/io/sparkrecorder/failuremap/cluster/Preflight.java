package io.sparkrecorder.failuremap.cluster;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.text.Failures;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;

/** Refuses a cluster that cannot run a failure map, before anything starts. */
public final class Preflight {
  private final KubernetesClient client;
  private final String namespace;

  public Preflight(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** A right that the runner needs. */
  private record Right(String verb, String group, String resource, String subresource) {
    String words() {
      return verb + " " + resource + (subresource.isEmpty() ? "" : "/" + subresource);
    }
  }

  private static final List<Right> RIGHTS = rights();

  private static List<Right> rights() {
    List<Right> rights = new ArrayList<>();
    for (String verb : List.of("get", "list", "create", "delete")) {
      rights.add(new Right(verb, SparkApplications.GROUP, SparkApplications.PLURAL, ""));
    }
    for (String verb : List.of("get", "list", "watch")) {
      rights.add(new Right(verb, "", "pods", ""));
    }
    rights.add(new Right("get", "", "pods", "log"));
    return List.copyOf(rights);
  }

  /** Throws {@link WrongUse} with the lines to type. */
  public void check() {
    try {
      reachable();
      namespace();
      rightsGiven();
    } catch (KubernetesClientException e) {
      throw new WrongUse(
          "the cluster does not answer: %s. Check: kubectl cluster-info"
              .formatted(Failures.message(e)));
    }
  }

  private void reachable() {
    if (!client.hasApiGroup(SparkApplications.GROUP, true)) {
      throw new WrongUse(
          "%s has no Spark operator: there is no SparkApplication. Type:\n  helm install spark-platform charts/spark-platform --namespace spark-operator --create-namespace"
              .formatted(client.getMasterUrl()));
    }
  }

  /** A service account of the namespace may not read the namespace itself. */
  private void namespace() {
    try {
      if (client.namespaces().withName(namespace).get() == null) {
        throw new WrongUse(
            "namespace %s does not exist. Type:\n  kubectl create namespace %s, or give --namespace NAME"
                .formatted(namespace, namespace));
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
    }
  }

  private void rightsGiven() {
    List<String> missing =
        RIGHTS.stream().filter(right -> !allowed(right)).map(Right::words).toList();
    if (!missing.isEmpty()) {
      throw new WrongUse(
          "missing rights in namespace %s: %s. The chart failure-map has the Role, or type:\n  %s"
              .formatted(namespace, String.join(", ", missing), role()));
    }
  }

  private String role() {
    return String.join(
        "\n  ",
        "kubectl create role failure-map -n %s --verb=get,list,watch,create,delete --resource=sparkapplications.%s"
            .formatted(namespace, SparkApplications.GROUP),
        "kubectl create role failure-map-pods -n %s --verb=get,list,watch --resource=pods,pods/log"
            .formatted(namespace),
        "kubectl create rolebinding failure-map -n %s --role=failure-map --user=NAME"
            .formatted(namespace),
        "kubectl create rolebinding failure-map-pods -n %s --role=failure-map-pods --user=NAME"
            .formatted(namespace));
  }

  private boolean allowed(Right right) {
    SelfSubjectAccessReview review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withNamespace(namespace)
            .withVerb(right.verb())
            .withGroup(right.group())
            .withResource(right.resource())
            .withSubresource(right.subresource().isEmpty() ? null : right.subresource())
            .endResourceAttributes()
            .endSpec()
            .build();
    return client
        .authorization()
        .v1()
        .selfSubjectAccessReview()
        .create(review)
        .getStatus()
        .getAllowed();
  }
}
