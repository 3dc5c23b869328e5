package io.sparkrecorder.e2e.istio;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.support.Cluster;

/** The access rules that Kubeflow's controller makes for a profile. */
final class ProfileAccess {
  private ProfileAccess() {}

  /**
   * Lets a user own the profile, as Kubeflow's controller does it: the owner gets in through the
   * gateway, the profile's own pods do, and at three paths everybody.
   */
  static void own(Cluster cluster, String namespace, String user) {
    cluster
        .client()
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: ns-owner-access-istio, namespace: %s}
                spec:
                  rules:
                    - from:
                        - source:
                            principals: [%s, cluster.local/ns/kubeflow/sa/ml-pipeline-ui]
                      when: [{key: "request.headers[kubeflow-userid]", values: [%s]}]
                    - when: [{key: source.namespace, values: [%s]}]
                    - to: [{operation: {paths: [/healthz, /metrics, /wait-for-drain]}}]
                    - from:
                        - source:
                            principals: [cluster.local/ns/kubeflow/sa/notebook-controller-service-account]
                      to: [{operation: {methods: [GET], paths: ["*/api/kernels"]}}]
                """
                    .formatted(namespace, IstioConfig.GATEWAY, user, namespace),
                GenericKubernetesResource.class))
        .create();
  }
}
