package io.sparkrecorder.e2e.workspace;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.NodeFolder;
import io.sparkrecorder.e2e.support.S3Server;
import java.util.Map;

/**
 * A namespace with an account and credentials of its own before any chart comes, as Kubeflow makes
 * them.
 */
public final class KubeflowProfile {
  public static final String ACCOUNT = "default-editor";
  public static final String PREFIX = "teams/kubeflow";
  public static final int DRIVER_GRACE = 90;
  public static final int EXECUTOR_GRACE = 30;

  private KubeflowProfile() {}

  /**
   * Gives its name. Its chart's job, which makes the folder Spark's user's, must be root: so it is
   * not restricted.
   */
  public static String make(Cluster cluster, S3Server s3) {
    String namespace = cluster.namespace("kubeflow", "baseline");
    cluster
        .client()
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(ACCOUNT)
                .withNamespace(namespace)
                .endMetadata()
                .build())
        .create();
    cluster
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("minio")
                .withNamespace(namespace)
                .endMetadata()
                .withStringData(Map.of("user", s3.accessKey(), "password", s3.secretKey()))
                .build())
        .create();
    // Only so that it is removed: the chart's job makes it ready.
    NodeFolder.of(cluster, namespace);
    return namespace;
  }

  /** The values that such a team writes. */
  public static String values(S3Server s3) {
    return """
        global:
          serviceAccount: {name: %s}
          s3:
            bucket: %s
            prefix: %s
            endpoint: %s
            region: %s
            auth:
              mode: secret
              secret: {name: minio, accessKeyIdKey: user, secretAccessKeyKey: password}
          grace: {driver: %d, executor: %d, upload: 20}
        recordings:
          rbac:
            serviceAccount: {create: false}
          storage:
            type: node-folder
            size: 1Gi
            nodeFolder: {prepare: true}
        """
        .formatted(
            ACCOUNT,
            S3Server.BUCKET,
            PREFIX,
            s3.endpoint(),
            S3Server.REGION,
            DRIVER_GRACE,
            EXECUTOR_GRACE);
  }

  /** Lets charts see Kubeflow on the cluster: its definition of profiles, until the class ends. */
  public static void define(Cluster cluster) {
    CustomResourceDefinition definition =
        Serialization.unmarshal(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: profiles.kubeflow.org
              labels: {%s: "true"}
            spec:
              group: kubeflow.org
              names: {kind: Profile, listKind: ProfileList, plural: profiles, singular: profile}
              scope: Cluster
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """
                .formatted(Cluster.LABEL),
            CustomResourceDefinition.class);
    var definitions = cluster.client().apiextensions().v1().customResourceDefinitions();
    if (definitions.resource(definition).get() == null) {
      cluster.after(() -> definitions.resource(definition).delete());
      definitions.resource(definition).create();
      eventually("profiles are served")
          .until(() -> cluster.client().getApiGroup("kubeflow.org") != null);
    }
  }
}
