package io.sparkrecorder.e2e.istio;

import com.fasterxml.jackson.jr.ob.JSON;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configuration that Istio makes for its Envoys from the VirtualServices, DestinationRules and
 * AuthorizationPolicies of some namespaces, for one Envoy that is all of them: the ingress gateway,
 * with one listener as browsers reach it and one as a load balancer does that ends TLS; and the
 * proxy in each pod behind it, a listener each, which decides who gets in. A field that it does not
 * support fails the test.
 */
public final class IstioConfig {
  /** The principal of Istio's ingress gateway. */
  public static final String GATEWAY =
      "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";

  /**
   * The header by which a pod's proxy is told who asks; in Istio, certificates do. The gateway sets
   * it, whatever a browser sends.
   */
  static final String CALLER = "x-e2e-caller";

  static final int TLS = 8443;
  static final int PLAIN = 8080;
  private static final int FIRST_PROXY = 15001;
  private static final String EXTENSIONS = "type.googleapis.com/envoy.extensions.";

  private final KubernetesClient client;
  private final Map<String, Object> clusters = new LinkedHashMap<>();
  private final Map<String, Integer> proxies = new LinkedHashMap<>();
  private final List<Object> listeners = new ArrayList<>();

  /** Reads the present objects. */
  IstioConfig(KubernetesClient client, List<String> namespaces) {
    this.client = client;
    List<Object> routes = namespaces.stream().flatMap(this::routes).toList();
    Map<String, Object> isGateway =
        Map.of(
            "header",
            Map.of("key", CALLER, "value", GATEWAY),
            "append_action",
            "OVERWRITE_IF_EXISTS_OR_ADD");
    Map<String, Object> gateway = manager(routes, List.of(isGateway), List.of());
    listeners.add(listener("tls", TLS, Optional.of(tls()), gateway));
    listeners.add(listener("plain", PLAIN, Optional.empty(), gateway));
  }

  /** The configuration in Envoy's format. */
  String json() {
    try {
      return JSON.std.asString(
          Map.of(
              "static_resources",
              Map.of("listeners", listeners, "clusters", List.copyOf(clusters.values()))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port of the proxy of a Service's pods. */
  int proxy(String service, String namespace) {
    return proxies.get(qualified(service, namespace));
  }

  private Stream<Object> routes(String namespace) {
    return objects("VirtualService", "virtualservices", "networking.istio.io", namespace).stream()
        .map(service -> Untyped.map(service.get("spec")))
        .flatMap(
            spec -> {
              Untyped.only(spec, "gateways", "hosts", "http");
              return Untyped.maps(spec.get("http")).stream();
            })
        .map(http -> route(namespace, http));
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
    }
    return route;
  }

  private static Map<String, Object> redirect(Map<String, Object> redirect) {
    Untyped.only(redirect, "uri", "scheme", "port", "redirectCode");
    Map<String, Object> action = new LinkedHashMap<>();
    action.put("path_redirect", redirect.get("uri"));
    if (redirect.containsKey("scheme")) {
      action.put("scheme_redirect", redirect.get("scheme"));
    }
    if (redirect.containsKey("port")) {
      action.put("port_redirect", redirect.get("port"));
    }
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

  /** The way from the gateway to the proxy of a Service's pods. */
  private String cluster(String namespace, Map<String, Object> destination) {
    Untyped.only(destination, "host", "port");
    String host = destination.get("host").toString();
    int port = number(Untyped.map(destination.get("port")).get("number"));
    String name = "outbound " + host + " " + port;
    int proxy =
        proxies.computeIfAbsent(qualified(host, namespace), key -> FIRST_PROXY + proxies.size());
    if (!clusters.containsKey(name)) {
      clusters.put(name, cluster(name, "127.0.0.1", proxy, idleTimeout(namespace, host)));
      listeners.add(podsProxy(namespace, host, port, proxy));
    }
    return name;
  }

  /**
   * The listener that Istio puts into the pods of a Service. It sees what the gateway has made of a
   * request's path, and the pods' port, whatever the Service's is.
   */
  private Object podsProxy(String namespace, String host, int port, int listener) {
    String fullName = qualified(host, namespace);
    Service service =
        client
            .services()
            .inNamespace(namespace)
            .withName(fullName.substring(0, fullName.indexOf('.')))
            .require();
    Pod pod =
        client
            .pods()
            .inNamespace(namespace)
            .withLabels(service.getSpec().getSelector())
            .list()
            .getItems()
            .getFirst();
    List<Object> access =
        IstioAccess.filters(
            objects("AuthorizationPolicy", "authorizationpolicies", "security.istio.io", namespace),
            pod.getMetadata().getLabels(),
            podPort(service, port, pod),
            CALLER);
    String name = "inbound " + host + " " + port;
    // Istio applies a DestinationRule's idle time-out to a pod's proxy, too.
    clusters.put(name, cluster(name, fullName, port, idleTimeout(namespace, host)));
    Map<String, Object> route =
        Map.of("match", Map.of("prefix", "/"), "route", Map.of("cluster", name, "timeout", "0s"));
    return listener(name, listener, Optional.empty(), manager(List.of(route), List.of(), access));
  }

  private static int podPort(Service service, int number, Pod pod) {
    ServicePort port =
        service.getSpec().getPorts().stream()
            .filter(one -> one.getPort() == number)
            .findFirst()
            .orElseThrow(() -> new AssertionError("no port " + number + " of " + service));
    String target = port.getTargetPort().getStrVal();
    return target == null
        ? port.getTargetPort().getIntVal()
        : pod.getSpec().getContainers().stream()
            .flatMap(container -> container.getPorts().stream())
            .filter(one -> target.equals(one.getName()))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no port " + target + " of " + pod))
            .getContainerPort();
  }

  private static Map<String, Object> cluster(
      String name, String host, int port, Optional<Object> idleTimeout) {
    Map<String, Object> cluster = new LinkedHashMap<>();
    cluster.put("name", name);
    cluster.put("type", "STRICT_DNS");
    Object endpoint = Map.of("endpoint", Map.of("address", address(host, port)));
    cluster.put(
        "load_assignment",
        Map.of(
            "cluster_name", name, "endpoints", List.of(Map.of("lb_endpoints", List.of(endpoint)))));
    idleTimeout.ifPresent(
        timeout ->
            cluster.put(
                "typed_extension_protocol_options",
                Map.of(
                    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                    Map.of(
                        "@type",
                        EXTENSIONS + "upstreams.http.v3.HttpProtocolOptions",
                        "common_http_protocol_options",
                        Map.of("idle_timeout", timeout),
                        "explicit_http_config",
                        Map.of("http_protocol_options", Map.of())))));
    return cluster;
  }

  private Optional<Object> idleTimeout(String namespace, String host) {
    return objects("DestinationRule", "destinationrules", "networking.istio.io", namespace).stream()
        .filter(rule -> host.equals(rule.get("spec", "host")))
        .<Object>map(
            rule -> rule.get("spec", "trafficPolicy", "connectionPool", "http", "idleTimeout"))
        .findFirst();
  }

  private List<GenericKubernetesResource> objects(
      String kind, String plural, String group, String namespace) {
    return client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion("v1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build())
        .inNamespace(namespace)
        .list()
        .getItems();
  }

  private static String qualified(String host, String namespace) {
    return host.contains(".") ? host : host + "." + namespace + ".svc.cluster.local";
  }

  private static Map<String, Object> manager(
      List<Object> routes, List<Object> headers, List<Object> access) {
    List<Object> filters = new ArrayList<>(access);
    filters.add(
        Map.of(
            "name",
            "envoy.filters.http.router",
            "typed_config",
            Map.of("@type", EXTENSIONS + "filters.http.router.v3.Router")));
    Map<String, Object> host = Map.of("name", "all", "domains", List.of("*"), "routes", routes);
    return Map.of(
        "@type",
        EXTENSIONS + "filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix",
        "http",
        "normalize_path",
        true,
        "route_config",
        Map.of("virtual_hosts", List.of(host), "request_headers_to_add", headers),
        "http_filters",
        filters);
  }

  private static Map<String, Object> tls() {
    return Map.of(
        "name",
        "envoy.transport_sockets.tls",
        "typed_config",
        Map.of(
            "@type",
            EXTENSIONS + "transport_sockets.tls.v3.DownstreamTlsContext",
            "common_tls_context",
            Map.of(
                "tls_certificates",
                List.of(
                    Map.of(
                        "certificate_chain", Map.of("filename", "/config/tls.crt"),
                        "private_key", Map.of("filename", "/config/tls.key"))))));
  }

  private static Object listener(
      String name, int port, Optional<Object> tls, Map<String, Object> manager) {
    Map<String, Object> chain = new LinkedHashMap<>();
    tls.ifPresent(socket -> chain.put("transport_socket", socket));
    chain.put(
        "filters",
        List.of(
            Map.of(
                "name", "envoy.filters.network.http_connection_manager", "typed_config", manager)));
    return Map.of(
        "name", name, "address", address("0.0.0.0", port), "filter_chains", List.of(chain));
  }

  private static Map<String, Object> address(String host, Object port) {
    return Map.of("socket_address", Map.of("address", host, "port_value", port));
  }

  private static int number(Object number) {
    return ((Number) number).intValue();
  }
}
