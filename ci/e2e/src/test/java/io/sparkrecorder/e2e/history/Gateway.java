package io.sparkrecorder.e2e.history;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.support.Certificate;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.testbed.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Gateway with TLS, as a platform team makes it for all namespaces, of the cluster's GatewayClass
 * {@code envoy} (Envoy Gateway); and the way to it from here.
 */
@NeedsImages({"envoy", "envoy-gateway"})
public final class Gateway implements AutoCloseable {
  static final String NAME = "shared";
  private static final String CLASS = "envoy";
  private static final String GROUP = "gateway.networking.k8s.io";

  private final KubernetesClient client;
  private final String namespace;
  private final int port = FreePort.find();
  private LocalPortForward forward;

  /** Only its place and its port are there yet. */
  Gateway(Cluster cluster) {
    this.client = cluster.client();
    this.namespace = cluster.namespace("gateway");
  }

  /** Whether the cluster has a controller for it. */
  static boolean isPossible(KubernetesClient client) {
    return client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
            .anyMatch(definition -> definition.getMetadata().getName().equals("gateways." + GROUP))
        && client
                .genericKubernetesResources(context("GatewayClass", "gatewayclasses", false))
                .withName(CLASS)
                .get()
            != null;
  }

  String namespace() {
    return namespace;
  }

  /** Its address from here and in a browser: scheme, host and port. */
  URI origin() {
    return URI.create("https://localhost:" + port + "/");
  }

  /** Makes it and waits until it takes requests. */
  void start(Certificate certificate) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .endMetadata()
                .withType("kubernetes.io/tls")
                .withStringData(
                    Map.of("tls.crt", certificate.certificate(), "tls.key", certificate.key()))
                .build())
        .create();
    var gateways = client.genericKubernetesResources(context("Gateway", "gateways", true));
    gateways
        .inNamespace(namespace)
        .resource(Serialization.unmarshal(yaml(), GenericKubernetesResource.class))
        .create();
    eventually("Envoy is there")
        .until(() -> proxy().filter(pod -> client.pods().resource(pod).isReady()).isPresent());
    // The same port on both sides: the gateway puts its own into redirects.
    forward = client.pods().resource(proxy().orElseThrow()).portForward(port, port);
  }

  @Override
  public void close() {
    if (forward != null) {
      try {
        forward.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Optional<Pod> proxy() {
    List<Pod> pods =
        client
            .pods()
            .inAnyNamespace()
            .withLabel("gateway.envoyproxy.io/owning-gateway-name", NAME)
            .withLabel("gateway.envoyproxy.io/owning-gateway-namespace", namespace)
            .list()
            .getItems();
    return pods.stream().findFirst();
  }

  private String yaml() {
    return """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: %s}
        spec:
          gatewayClassName: %s
          listeners:
            - name: https
              protocol: HTTPS
              port: %d
              tls: {mode: Terminate, certificateRefs: [{name: %s}]}
              allowedRoutes: {namespaces: {from: All}}
        """
        .formatted(NAME, CLASS, port, NAME);
  }

  private static ResourceDefinitionContext context(String kind, String plural, boolean namespaced) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(GROUP)
        .withVersion("v1")
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(namespaced)
        .build();
  }
}
