package io.sparkrecorder.e2e;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.Map;

/**
 * A namespace with an account and credentials of its own before any chart comes, as Kubeflow makes
 * them.
 */
final class KubeflowProfile {
  static final String ACCOUNT = "default-editor";
  static final String PREFIX = "teams/kubeflow";
  static final int DRIVER_GRACE = 90;
  static final int EXECUTOR_GRACE = 30;

  private KubeflowProfile() {}

  /**
   * Gives its name. Its chart's job, which makes the folder Spark's user's, must be root: so it is
   * not restricted.
   */
  static String make(Cluster cluster, S3Server s3) {
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

  /** What such a team writes. */
  static String values(S3Server s3) {
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
}
