package io.sparkrecorder.e2e.istio;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.support.Certificate;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.testbed.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Envoy in the place of Istio in some namespaces, by {@link IstioConfig}: there may be no
 * Istio on the cluster, only its definitions. It is Istio's ingress gateway, and the proxies in the
 * pods behind it.
 */
@NeedsImages("envoy")
final class IstioEnvoy implements AutoCloseable {
  private final KubernetesClient client;
  private final String namespace;
  private final int port = FreePort.find();
  private final List<LocalPortForward> forwards = new ArrayList<>();
  private IstioConfig config;
  private Pod pod;

  /**
   * Only its place and its port are there yet.
   *
   * @param what a word for its namespace's name
   */
  IstioEnvoy(Cluster cluster, String what) {
    this.client = cluster.client();
    this.namespace = cluster.namespace(what);
  }

  /** Whether the cluster knows Istio's kinds. */
  static boolean isPossible(KubernetesClient client) {
    return client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
        .anyMatch(
            definition ->
                definition.getMetadata().getName().equals("virtualservices.networking.istio.io"));
  }

  /** The address in a browser: scheme, host and port. */
  URI origin() {
    return URI.create("https://localhost:" + port + "/");
  }

  /** The gateway, as a load balancer reaches it that has ended TLS. */
  URI behindLoadBalancer() {
    return forwarded(IstioConfig.PLAIN);
  }

  /** The proxy of a Service's pods, as others in the mesh reach it. */
  URI pods(String service, String namespace) {
    return forwarded(config.proxy(service, namespace));
  }

  /** Starts it with the present objects of these namespaces. */
  void start(Certificate certificate, List<String> namespaces) {
    config = new IstioConfig(client, namespaces);
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("envoy")
                .withNamespace(namespace)
                .endMetadata()
                .withData(
                    Map.of(
                        "envoy.json", config.json(),
                        "tls.crt", certificate.certificate(),
                        "tls.key", certificate.key()))
                .build())
        .create();
    pod =
        client
            .pods()
            .inNamespace(namespace)
            .resource(Serialization.unmarshal(yaml(), Pod.class))
            .create();
    eventually("Envoy is there").until(() -> client.pods().resource(pod).isReady());
    forwards.add(client.pods().resource(pod).portForward(IstioConfig.TLS, port));
  }

  @Override
  public void close() {
    for (LocalPortForward forward : forwards) {
      try {
        forward.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private URI forwarded(int listener) {
    LocalPortForward forward = client.pods().resource(pod).portForward(listener);
    forwards.add(forward);
    return URI.create("http://localhost:" + forward.getLocalPort() + "/");
  }

  private static String yaml() {
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: envoy}
        spec:
          terminationGracePeriodSeconds: 1
          automountServiceAccountToken: false
          securityContext: {runAsNonRoot: true, runAsUser: 101, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: envoy
              image: %s
              command: [envoy, -c, /config/envoy.json, --concurrency, "1"]
              readinessProbe: {tcpSocket: {port: %d}, periodSeconds: 1}
              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
              volumeMounts: [{name: config, mountPath: /config}]
          volumes: [{name: config, configMap: {name: envoy}}]
        """
        .formatted(Image.named("envoy").reference(), IstioConfig.TLS);
  }
}
