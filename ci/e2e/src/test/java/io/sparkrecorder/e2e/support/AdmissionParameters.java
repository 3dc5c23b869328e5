package io.sparkrecorder.e2e.support;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Keeps the API server reading ConfigMaps for admission policies. When the last binding with such a
 * parameter goes, the API server stops its informer for good, and later policies see no new
 * ConfigMap until it restarts (kubernetes/kubernetes#130887). Tests remove the real policy with its
 * chart and install it again.
 */
public final class AdmissionParameters {
  private static final String API = "admissionregistration.k8s.io/v1";

  /** Matches no pod. It stays on the cluster, as the next run needs it as well. */
  private static final String POLICY =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingAdmissionPolicy
      metadata: {name: spark-recorder-e2e-parameters}
      spec:
        failurePolicy: Ignore
        reinvocationPolicy: Never
        paramKind: {apiVersion: v1, kind: ConfigMap}
        matchConstraints:
          resourceRules:
            - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
          objectSelector: {matchLabels: {spark-recorder/e2e: never}}
        mutations:
          - patchType: JSONPatch
            jsonPatch: {expression: "[JSONPatch{op: 'test', path: '/kind', value: ''}]"}
      """;

  private static final String BINDING =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingAdmissionPolicyBinding
      metadata: {name: spark-recorder-e2e-parameters}
      spec:
        policyName: spark-recorder-e2e-parameters
        paramRef: {name: none, parameterNotFoundAction: Allow}
      """;

  private AdmissionParameters() {}

  /** Whether the cluster has policies that change pods. */
  public static boolean areServed(KubernetesClient client) {
    return client.getApiResources(API).getResources().stream()
        .anyMatch(resource -> resource.getName().equals("mutatingadmissionpolicies"));
  }

  static void hold(KubernetesClient client) {
    if (areServed(client)) {
      client.resource(POLICY).unlock().createOr(existing -> existing.update());
      client.resource(BINDING).unlock().createOr(existing -> existing.update());
    }
  }
}
