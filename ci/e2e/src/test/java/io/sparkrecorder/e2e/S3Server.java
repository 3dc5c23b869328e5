package io.sparkrecorder.e2e;

import static io.sparkrecorder.e2e.Waiting.eventually;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;

/** A real S3 server in the cluster, with one bucket. */
final class S3Server {
  static final String BUCKET = "recordings";
  static final String REGION = "us-east-1";
  private static final int PORT = 7070;

  private final KubernetesClient client;
  private final String namespace;
  private final String accessKey = UUID.randomUUID().toString().replace("-", "").substring(0, 20);
  private final String secretKey = UUID.randomUUID().toString();

  private S3Server(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Starts it in a namespace of its own. */
  static S3Server start(Cluster cluster) {
    S3Server server = new S3Server(cluster.client(), cluster.namespace("s3"));
    List<HasMetadata> objects = server.client.load(server.manifest()).items();
    objects.forEach(
        object -> server.client.resource(object).inNamespace(server.namespace).create());
    eventually("the S3 server answers")
        .until(() -> server.client.pods().inNamespace(server.namespace).withName("s3").isReady());
    try (Bucket bucket = server.bucket()) {
      bucket.create();
    }
    return server;
  }

  /** As pods reach it. */
  String endpoint() {
    return "http://s3." + namespace + ":" + PORT;
  }

  String accessKey() {
    return accessKey;
  }

  String secretKey() {
    return secretKey;
  }

  /** The bucket, from outside of the cluster. */
  Bucket bucket() {
    LocalPortForward forward =
        client.pods().inNamespace(namespace).withName("s3").portForward(PORT);
    return new Bucket(forward, accessKey, secretKey);
  }

  private InputStream manifest() {
    String yaml =
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: s3
          labels: {app: s3}
        spec:
          terminationGracePeriodSeconds: 1
          automountServiceAccountToken: false
          securityContext:
            {runAsNonRoot: true, runAsUser: 185, fsGroup: 185, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: versitygw
              image: %s
              args: [--quiet, --port, ":%d", --health, /health, posix, /data]
              env:
                - {name: ROOT_ACCESS_KEY, value: "%s"}
                - {name: ROOT_SECRET_KEY, value: "%s"}
              readinessProbe: {httpGet: {path: /health, port: %d}, periodSeconds: 1}
              securityContext:
                {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
              volumeMounts:
                - {name: data, mountPath: /data}
                - {name: tmp, mountPath: /tmp}
          volumes:
            - {name: data, emptyDir: {}}
            - {name: tmp, emptyDir: {}}
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: s3
        spec:
          selector: {app: s3}
          ports: [{port: %d}]
        """
            .formatted(Project.image("versitygw"), PORT, accessKey, secretKey, PORT, PORT);
    return new java.io.ByteArrayInputStream(yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
