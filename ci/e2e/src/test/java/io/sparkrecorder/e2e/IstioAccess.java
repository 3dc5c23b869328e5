package io.sparkrecorder.e2e;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AuthorizationPolicies as Envoy's RBAC filters have them, for what comes through Istio's own
 * ingress gateway to one port. Who asks is known here without certificates, so sources and ports
 * are decided at once, and conditions on headers by Envoy.
 */
final class IstioAccess {
  private static final String GATEWAY =
      "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";
  private static final String GATEWAY_NAMESPACE = "istio-system";
  private static final String TYPE =
      "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBACPerRoute";

  private final String port;

  private IstioAccess(Object port) {
    this.port = port.toString();
  }

  /** Configuration of the route to this port, by the names of the two filters. */
  static Map<String, Object> of(List<GenericKubernetesResource> policies, Object port) {
    IstioAccess access = new IstioAccess(port);
    Map<String, Object> filters = new LinkedHashMap<>();
    List<Object> denied = access.principals(policies, "DENY");
    if (!denied.isEmpty()) {
      filters.put("deny", rbac("DENY", denied));
    }
    // As Istio does it: where there is an ALLOW policy, nobody else gets in, even if it lets in
    // nobody.
    if (policies.stream().anyMatch(policy -> "ALLOW".equals(policy.get("spec", "action")))) {
      filters.put("allow", rbac("ALLOW", access.principals(policies, "ALLOW")));
    }
    return filters;
  }

  private List<Object> principals(List<GenericKubernetesResource> policies, String action) {
    return policies.stream()
        .filter(policy -> action.equals(policy.get("spec", "action")))
        .flatMap(policy -> Untyped.maps(policy.get("spec", "rules")).stream())
        .filter(this::mayMatch)
        .map(IstioAccess::conditions)
        .toList();
  }

  private boolean mayMatch(Map<String, Object> rule) {
    Untyped.only(rule, "from", "to", "when");
    boolean from =
        !rule.containsKey("from")
            || Untyped.maps(rule.get("from")).stream()
                .anyMatch(source -> isGateway(Untyped.map(source.get("source"))));
    boolean to =
        !rule.containsKey("to")
            || Untyped.maps(rule.get("to")).stream()
                .anyMatch(one -> isPort(Untyped.map(one.get("operation"))));
    return from && to;
  }

  private static boolean isGateway(Map<String, Object> source) {
    Untyped.only(source, "principals", "notPrincipals", "namespaces", "notNamespaces");
    return (!source.containsKey("principals") || has(source, "principals", GATEWAY))
        && !has(source, "notPrincipals", GATEWAY)
        && (!source.containsKey("namespaces") || has(source, "namespaces", GATEWAY_NAMESPACE))
        && !has(source, "notNamespaces", GATEWAY_NAMESPACE);
  }

  private boolean isPort(Map<String, Object> operation) {
    Untyped.only(operation, "ports");
    return has(operation, "ports", port);
  }

  private static boolean has(Map<String, Object> map, String key, String value) {
    return map.get(key) instanceof List<?> list && list.contains(value);
  }

  /** Each of them must hold. */
  private static Object conditions(Map<String, Object> rule) {
    List<Object> all =
        Untyped.maps(rule.get("when")).stream()
            .map(IstioAccess::condition)
            .map(Object.class::cast)
            .toList();
    return all.isEmpty() ? Map.of("any", true) : Map.of("and_ids", Map.of("ids", all));
  }

  private static Map<String, Object> condition(Map<String, Object> when) {
    Untyped.only(when, "key", "values", "notValues");
    String key = when.get("key").toString();
    if (!key.startsWith("request.headers[")) {
      throw new AssertionError("a condition on " + key);
    }
    String header = key.substring("request.headers[".length(), key.length() - 1);
    return when.containsKey("values")
        ? oneOf(header, when.get("values"))
        : Map.of("not_id", oneOf(header, when.get("notValues")));
  }

  private static Map<String, Object> oneOf(String header, Object values) {
    List<Object> any = new ArrayList<>();
    for (Object value : (List<?>) values) {
      any.add(Map.of("header", Map.of("name", header, "string_match", Map.of("exact", value))));
    }
    return Map.of("or_ids", Map.of("ids", any));
  }

  private static Map<String, Object> rbac(String action, List<Object> principals) {
    Map<String, Object> policies =
        principals.isEmpty()
            ? Map.of()
            : Map.of(
                "rules",
                Map.of("permissions", List.of(Map.of("any", true)), "principals", principals));
    return Map.of(
        "@type", TYPE, "rbac", Map.of("rules", Map.of("action", action, "policies", policies)));
  }
}
