package io.sparkrecorder.e2e;

import static io.sparkrecorder.e2e.Waiting.eventually;

import com.fasterxml.jackson.jr.ob.JSON;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real Envoy that does what Istio's ingress gateway would by the VirtualServices,
 * DestinationRules and AuthorizationPolicies of some namespaces: there may be no Istio on the
 * cluster, only its definitions. What it does not know how to do fails the test.
 */
final class IstioEnvoy implements AutoCloseable {
  private static final int PORT = 8443;

  private final KubernetesClient client;
  private final List<String> namespaces;
  private final Map<String, Object> clusters = new LinkedHashMap<>();
  private LocalPortForward forward;

  private IstioEnvoy(KubernetesClient client, List<String> namespaces) {
    this.client = client;
    this.namespaces = namespaces;
  }

  /** Whether the cluster knows Istio's kinds. */
  static boolean isPossible(KubernetesClient client) {
    return client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
        .anyMatch(
            definition ->
                definition.getMetadata().getName().equals("virtualservices.networking.istio.io"));
  }

  /** Starts it for what is there now in these namespaces. */
  static IstioEnvoy start(Cluster cluster, Certificate certificate, List<String> namespaces) {
    IstioEnvoy envoy = new IstioEnvoy(cluster.client(), namespaces);
    envoy.make(cluster.namespace("istio"), certificate);
    return envoy;
  }

  URI origin() {
    return URI.create("https://localhost:" + forward.getLocalPort() + "/");
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

  private void make(String namespace, Certificate certificate) {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("envoy")
                .withNamespace(namespace)
                .endMetadata()
                .withData(
                    Map.of(
                        "envoy.json", json(config()),
                        "tls.crt", certificate.certificate(),
                        "tls.key", certificate.key()))
                .build())
        .create();
    Pod pod =
        client
            .pods()
            .inNamespace(namespace)
            .resource(Serialization.unmarshal(yaml(), Pod.class))
            .create();
    eventually("Envoy is there").until(() -> client.pods().resource(pod).isReady());
    forward = client.pods().resource(pod).portForward(PORT);
  }

  private Map<String, Object> config() {
    List<Object> routes = new ArrayList<>();
    for (String namespace : namespaces) {
      objects("VirtualService", "virtualservices", "networking.istio.io", "v1", namespace).stream()
          .flatMap(service -> Untyped.maps(service.get("spec", "http")).stream())
          .map(http -> route(namespace, http))
          .forEach(routes::add);
    }
    Map<String, Object> manager =
        Map.of(
            "@type",
            "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix",
            "http",
            "normalize_path",
            true,
            "route_config",
            Map.of(
                "virtual_hosts",
                List.of(Map.of("name", "all", "domains", List.of("*"), "routes", routes))),
            "http_filters",
            List.of(
                filter("deny", "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC"),
                filter("allow", "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC"),
                filter(
                    "envoy.filters.http.router",
                    "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router")));
    Map<String, Object> tls =
        Map.of(
            "@type",
            "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
            "common_tls_context",
            Map.of(
                "tls_certificates",
                List.of(
                    Map.of(
                        "certificate_chain", Map.of("filename", "/config/tls.crt"),
                        "private_key", Map.of("filename", "/config/tls.key")))));
    Map<String, Object> chain =
        Map.of(
            "transport_socket",
            Map.of("name", "envoy.transport_sockets.tls", "typed_config", tls),
            "filters",
            List.of(
                Map.of(
                    "name",
                    "envoy.filters.network.http_connection_manager",
                    "typed_config",
                    manager)));
    return Map.of(
        "static_resources",
        Map.of(
            "listeners",
            List.of(
                Map.of(
                    "name", "https",
                    "address", address("0.0.0.0", PORT),
                    "filter_chains", List.of(chain))),
            "clusters",
            List.copyOf(clusters.values())));
  }

  private Map<String, Object> route(String namespace, Map<String, Object> http) {
    Untyped.only(
        http, "name", "match", "redirect", "rewrite", "route", "timeout", "retries", "headers");
    List<Map<String, Object>> matches = Untyped.maps(http.get("match"));
    if (matches.size() != 1) {
      throw new AssertionError("one match for a route: " + http);
    }
    Map<String, Object> uri = Untyped.map(matches.getFirst().get("uri"));
    Untyped.only(matches.getFirst(), "uri");
    Untyped.only(uri, "exact", "prefix");
    Map<String, Object> route = new LinkedHashMap<>();
    route.put(
        "match",
        uri.containsKey("exact")
            ? Map.of("path", uri.get("exact"))
            : Map.of("prefix", uri.get("prefix")));
    if (http.containsKey("redirect")) {
      route.put("redirect", redirect(Untyped.map(http.get("redirect"))));
    } else {
      route.put("route", action(namespace, http));
      Object port = Untyped.map(destination(http).get("port")).get("number");
      route.put(
          "typed_per_filter_config",
          IstioAccess.of(
              objects(
                  "AuthorizationPolicy",
                  "authorizationpolicies",
                  "security.istio.io",
                  "v1",
                  namespace),
              port));
    }
    return route;
  }

  private static Map<String, Object> redirect(Map<String, Object> redirect) {
    Untyped.only(redirect, "uri", "redirectCode");
    Map<String, Object> action = new LinkedHashMap<>();
    action.put("path_redirect", redirect.get("uri"));
    Object code = redirect.getOrDefault("redirectCode", 301);
    action.put(
        "response_code",
        switch (code.toString()) {
          case "301" -> "MOVED_PERMANENTLY";
          case "302" -> "FOUND";
          case "307" -> "TEMPORARY_REDIRECT";
          case "308" -> "PERMANENT_REDIRECT";
          default -> throw new AssertionError("redirectCode " + code);
        });
    return action;
  }

  private Map<String, Object> action(String namespace, Map<String, Object> http) {
    Map<String, Object> action = new LinkedHashMap<>();
    action.put("cluster", cluster(namespace, destination(http)));
    if (http.containsKey("rewrite")) {
      Untyped.only(Untyped.map(http.get("rewrite")), "uri");
      action.put("prefix_rewrite", Untyped.map(http.get("rewrite")).get("uri"));
    }
    if (http.containsKey("timeout")) {
      action.put("timeout", http.get("timeout"));
    }
    if (http.containsKey("retries")) {
      Map<String, Object> retries = Untyped.map(http.get("retries"));
      Untyped.only(retries, "attempts", "retryOn", "perTryTimeout");
      Map<String, Object> policy = new LinkedHashMap<>();
      policy.put("num_retries", retries.get("attempts"));
      policy.put("retry_on", retries.get("retryOn"));
      if (retries.containsKey("perTryTimeout")) {
        policy.put("per_try_timeout", retries.get("perTryTimeout"));
      }
      action.put("retry_policy", policy);
    }
    return action;
  }

  private static Map<String, Object> destination(Map<String, Object> http) {
    return Untyped.map(Untyped.maps(http.get("route")).getFirst().get("destination"));
  }

  private String cluster(String namespace, Map<String, Object> destination) {
    Untyped.only(destination, "host", "port");
    String host = destination.get("host").toString();
    Object port = Untyped.map(destination.get("port")).get("number");
    String name = host + ":" + port;
    Map<String, Object> cluster = new LinkedHashMap<>();
    cluster.put("name", name);
    cluster.put("type", "STRICT_DNS");
    cluster.put(
        "load_assignment",
        Map.of(
            "cluster_name",
            name,
            "endpoints",
            List.of(
                Map.of(
                    "lb_endpoints",
                    List.of(
                        Map.of(
                            "endpoint",
                            Map.of("address", address(qualified(host, namespace), port))))))));
    idleTimeout(namespace, host)
        .ifPresent(
            timeout ->
                cluster.put(
                    "typed_extension_protocol_options",
                    Map.of(
                        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                        Map.of(
                            "@type",
                            "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                            "common_http_protocol_options",
                            Map.of("idle_timeout", timeout),
                            "explicit_http_config",
                            Map.of("http_protocol_options", Map.of())))));
    clusters.put(name, cluster);
    return name;
  }

  private Optional<Object> idleTimeout(String namespace, String host) {
    return objects("DestinationRule", "destinationrules", "networking.istio.io", "v1", namespace)
        .stream()
        .filter(rule -> host.equals(rule.get("spec", "host")))
        .<Object>map(
            rule -> rule.get("spec", "trafficPolicy", "connectionPool", "http", "idleTimeout"))
        .findFirst();
  }

  private List<GenericKubernetesResource> objects(
      String kind, String plural, String group, String version, String namespace) {
    return client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build())
        .inNamespace(namespace)
        .list()
        .getItems();
  }

  private static String qualified(String host, String namespace) {
    return host.contains(".") ? host : host + "." + namespace + ".svc";
  }

  private static Map<String, Object> address(String host, Object port) {
    return Map.of("socket_address", Map.of("address", host, "port_value", port));
  }

  private static Map<String, Object> filter(String name, String type) {
    return Map.of("name", name, "typed_config", Map.of("@type", type));
  }

  private static String json(Object config) {
    try {
      return JSON.std.asString(config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
        .formatted(Project.image("envoy"), PORT);
  }
}
