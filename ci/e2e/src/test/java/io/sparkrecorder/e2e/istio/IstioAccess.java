package io.sparkrecorder.e2e.istio;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * AuthorizationPolicies as Envoy's RBAC filters have them in the proxy of a pod. Labels and ports
 * are decided here, like in Istio. Envoy decides who asks, and for which path and method. With
 * Istio a certificate names the caller; here a header does, which {@link IstioEnvoy} sets.
 */
final class IstioAccess {
  private static final String TYPE =
      "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC";

  private final String callerHeader;
  private final String port;

  private IstioAccess(String callerHeader, int port) {
    this.callerHeader = callerHeader;
    this.port = Integer.toString(port);
  }

  /**
   * The filters, in their order.
   *
   * @param policies those of the pod's namespace
   * @param labels labels of the pod
   * @param port port of the pod, not of a Service
   * @param callerHeader header with the principal of the caller; missing if it is unknown
   */
  static List<Object> filters(
      List<GenericKubernetesResource> policies,
      Map<String, String> labels,
      int port,
      String callerHeader) {
    IstioAccess access = new IstioAccess(callerHeader, port);
    List<Object> filters = new ArrayList<>();
    // Istio's rule: with an ALLOW policy, nobody else gets in, even if the policy lets in
    // nobody; the same for DENY changes nothing.
    for (String action : List.of("DENY", "ALLOW")) {
      List<GenericKubernetesResource> those =
          policies.stream()
              .filter(policy -> action.equals(action(policy)))
              .filter(policy -> isFor(policy, labels))
              .toList();
      if (!those.isEmpty()) {
        filters.add(access.filter(action, those));
      }
    }
    return filters;
  }

  /** The API's default is not written by those who use its types. */
  private static String action(GenericKubernetesResource policy) {
    Object action = policy.get("spec", "action");
    return action == null ? "ALLOW" : action.toString();
  }

  private static boolean isFor(GenericKubernetesResource policy, Map<String, String> labels) {
    Untyped.only(Untyped.map(policy.get("spec")), "action", "selector", "rules");
    Map<String, Object> wanted = Untyped.map(policy.get("spec", "selector", "matchLabels"));
    return wanted == null || labels.entrySet().containsAll(wanted.entrySet());
  }

  private Object filter(String action, List<GenericKubernetesResource> policies) {
    Map<String, Object> rules = new LinkedHashMap<>();
    for (GenericKubernetesResource policy : policies) {
      String name = policy.getMetadata().getName();
      for (Map<String, Object> rule : Untyped.maps(policy.get("spec", "rules"))) {
        List<Object> permissions = permissions(rule);
        if (!permissions.isEmpty()) {
          rules.put(
              name + "-" + rules.size(),
              Map.of("permissions", permissions, "principals", List.of(principal(rule))));
        }
      }
    }
    return Map.of(
        "name",
        action,
        "typed_config",
        Map.of("@type", TYPE, "rules", Map.of("action", action, "policies", rules)));
  }

  /** The allowed paths and methods: any of these, or none if all are for other ports. */
  private List<Object> permissions(Map<String, Object> rule) {
    Untyped.only(rule, "from", "to", "when");
    if (!rule.containsKey("to")) {
      return List.of(Map.of("any", true));
    }
    return Untyped.maps(rule.get("to")).stream()
        .map(to -> Untyped.map(to.get("operation")))
        .filter(this::isForPort)
        .map(IstioAccess::permission)
        .toList();
  }

  private boolean isForPort(Map<String, Object> operation) {
    return !operation.containsKey("ports") || strings(operation, "ports").contains(port);
  }

  private static Object permission(Map<String, Object> operation) {
    Untyped.only(operation, "ports", "paths", "methods");
    List<Object> all = new ArrayList<>();
    if (operation.containsKey("paths")) {
      all.add(
          any(
              "or_rules",
              "rules",
              strings(operation, "paths"),
              path -> Map.of("url_path", Map.of("path", matcher(path)))));
    }
    if (operation.containsKey("methods")) {
      all.add(
          any(
              "or_rules",
              "rules",
              strings(operation, "methods"),
              method -> header(":method", matcher(method))));
    }
    return all.isEmpty() ? Map.of("any", true) : Map.of("and_rules", Map.of("rules", all));
  }

  /** Who asks, and under which conditions: all of it must hold. */
  private Object principal(Map<String, Object> rule) {
    List<Object> all = new ArrayList<>();
    if (rule.containsKey("from")) {
      List<Object> sources =
          Untyped.maps(rule.get("from")).stream()
              .map(from -> source(Untyped.map(from.get("source"))))
              .toList();
      all.add(Map.of("or_ids", Map.of("ids", sources)));
    }
    Untyped.maps(rule.get("when")).stream().map(this::condition).forEach(all::add);
    return all.isEmpty() ? Map.of("any", true) : Map.of("and_ids", Map.of("ids", all));
  }

  private Object source(Map<String, Object> source) {
    Untyped.only(source, "principals", "notPrincipals", "namespaces", "notNamespaces");
    List<Object> all = new ArrayList<>();
    one(source, "principals", "notPrincipals", this::caller).forEach(all::add);
    one(source, "namespaces", "notNamespaces", this::callersNamespace).forEach(all::add);
    return Map.of("and_ids", Map.of("ids", all));
  }

  private Object condition(Map<String, Object> when) {
    Untyped.only(when, "key", "values", "notValues");
    String key = when.get("key").toString();
    Function<String, Object> id;
    if (key.startsWith("request.headers[")) {
      String name = key.substring("request.headers[".length(), key.length() - 1);
      id = value -> header(name, matcher(value));
    } else if (key.equals("source.namespace")) {
      id = this::callersNamespace;
    } else {
      throw new AssertionError("a condition on " + key);
    }
    return Map.of("and_ids", Map.of("ids", one(when, "values", "notValues", id)));
  }

  /** One of these values, and none of those. */
  private static List<Object> one(
      Map<String, Object> map, String these, String those, Function<String, Object> id) {
    List<Object> both = new ArrayList<>();
    if (map.containsKey(these)) {
      both.add(any("or_ids", "ids", strings(map, these), id));
    }
    if (map.containsKey(those)) {
      both.add(Map.of("not_id", any("or_ids", "ids", strings(map, those), id)));
    }
    return both;
  }

  private Object caller(String principal) {
    return header(callerHeader, matcher(principal));
  }

  private Object callersNamespace(String namespace) {
    return header(callerHeader, Map.of("contains", "/ns/" + namespace + "/"));
  }

  private static Object header(String name, Map<String, Object> matcher) {
    return Map.of("header", Map.of("name", name, "string_match", matcher));
  }

  /** Istio's four kinds of a value. */
  private static Map<String, Object> matcher(String value) {
    if (value.equals("*")) {
      return Map.of("safe_regex", Map.of("regex", ".+"));
    } else if (value.endsWith("*")) {
      return Map.of("prefix", value.substring(0, value.length() - 1));
    } else if (value.startsWith("*")) {
      return Map.of("suffix", value.substring(1));
    }
    return Map.of("exact", value);
  }

  private static Object any(
      String or, String list, List<String> values, Function<String, Object> each) {
    return Map.of(or, Map.of(list, values.stream().map(each).toList()));
  }

  private static List<String> strings(Map<String, Object> map, String key) {
    return ((List<?>) map.get(key)).stream().map(Object::toString).toList();
  }
}
