package io.sparkrecorder.e2e.support;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.sparkrecorder.testbed.Bucket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A real S3 server in the cluster, with one bucket. Its objects outlive its process, like on a
 * disk.
 */
@NeedsImages("versitygw")
public final class S3Server {
  public static final String BUCKET = "recordings";
  public static final String REGION = "us-east-1";

  /** Where charts look for keys in a namespace, if nobody tells them otherwise. */
  public static final String SECRET = "aws-credentials";

  /** Who says nothing of who it is, in a policy. */
  public static final String EVERYBODY = "*";

  private static final int PORT = 7070;
  private static final String CONTAINER = "versitygw";

  /** Who may use it. */
  public record User(String accessKey, String secretKey) {}

  private final Cluster cluster;
  private final KubernetesClient client;
  private final String namespace;
  private final List<String> rights = new ArrayList<>();
  private final String accessKey = UUID.randomUUID().toString().replace("-", "").substring(0, 20);
  private final String secretKey = UUID.randomUUID().toString();

  private S3Server(Cluster cluster, String namespace) {
    this.cluster = cluster;
    this.client = cluster.client();
    this.namespace = namespace;
  }

  /** Starts it in a namespace of its own. */
  public static S3Server start(Cluster cluster) {
    return start(cluster, "s3");
  }

  /**
   * Starts one of several.
   *
   * @param what a word for its namespace's name
   */
  public static S3Server start(Cluster cluster, String what) {
    S3Server server = new S3Server(cluster, cluster.namespace(what));
    List<HasMetadata> objects = server.client.load(server.manifest()).items();
    objects.forEach(
        object -> server.client.resource(object).inNamespace(server.namespace).create());
    eventually("the S3 server answers").until(() -> server.pod().isReady());
    try (Bucket bucket = server.bucket()) {
      bucket.create();
    }
    return server;
  }

  public String namespace() {
    return namespace;
  }

  /** Its address for pods. */
  public String endpoint() {
    return "http://s3." + namespace + ":" + PORT;
  }

  /** Stops it where it stands: connections stay, or are made, and nobody answers. */
  public void hang() {
    signal("STOP");
    eventually("nobody sends to the S3 server any more").until(() -> !pod().isReady());
  }

  /** Kills it and waits until the kubelet has started it again. */
  public void restart() {
    int restarts = Pods.restarts(pod().get(), CONTAINER);
    signal("KILL");
    eventually("the S3 server answers again")
        .until(() -> Pods.restarts(pod().get(), CONTAINER) > restarts && pod().isReady());
  }

  /** When it was started the last time. */
  public Instant started() {
    return Pods.started(pod().get(), CONTAINER).orElseThrow();
  }

  /** A new user without any rights, who owns nothing. */
  public User user(String name) {
    User user = new User(name, UUID.randomUUID().toString());
    admin("create-user", "--access", user.accessKey, "--secret", user.secretKey, "--role", "user");
    return user;
  }

  /** Gives a user the rights of values/eks-irsa.yaml, below a prefix. */
  public void allow(User user, String prefix) {
    allow(
        user.accessKey,
        List.of("GetObject", "PutObject", "AbortMultipartUpload", "ListMultipartUploadParts"),
        prefix + "/*",
        List.of("ListBucket", "ListBucketMultipartUploads"));
  }

  /**
   * Gives the rights of the README of the history server.
   *
   * @param who an access key, or {@link #EVERYBODY}
   */
  public void allowHistory(String who, String prefix) {
    allow(
        who,
        List.of("GetObject", "PutObject", "DeleteObject"),
        prefix + "/history*",
        List.of("ListBucket"));
  }

  private void allow(String who, List<String> objects, String keys, List<String> bucketActions) {
    rights.add(statement(who, objects, BUCKET + "/" + keys));
    rights.add(statement(who, bucketActions, BUCKET));
    try (Bucket bucket = bucket()) {
      bucket.policy(
          "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(",", rights) + "]}");
    }
  }

  private static String statement(String who, List<String> actions, String resource) {
    return """
        {"Effect": "Allow", "Principal": {"AWS": ["%s"]}, "Action": ["s3:%s"], "Resource": ["arn:aws:s3:::%s"]}
        """
        .formatted(who, String.join("\", \"s3:", actions), resource);
  }

  /** Puts its owner's keys into a namespace, where charts look for them. */
  public void giveKeysTo(String namespace) {
    giveKeysTo(namespace, SECRET, new User(accessKey, secretKey));
  }

  /** Puts somebody's keys into a namespace, as charts look for them in a secret. */
  public void giveKeysTo(String namespace, String secret, User user) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(secret)
                .withNamespace(namespace)
                .endMetadata()
                .withStringData(
                    Map.of(
                        "aws-access-key-id", user.accessKey,
                        "aws-secret-access-key", user.secretKey))
                .build())
        .create();
  }

  public String accessKey() {
    return accessKey;
  }

  public String secretKey() {
    return secretKey;
  }

  /** The bucket, from outside of the cluster. */
  public Bucket bucket() {
    return bucket(new User(accessKey, secretKey));
  }

  /** The same, with somebody's rights. */
  public Bucket bucket(User user) {
    LocalPortForward forward = pod().portForward(PORT);
    return Bucket.at(
        URI.create("http://127.0.0.1:" + forward.getLocalPort()),
        REGION,
        BUCKET,
        user.accessKey,
        user.secretKey,
        () -> close(forward));
  }

  private static void close(LocalPortForward forward) {
    try {
      forward.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PodResource pod() {
    return client.pods().inNamespace(namespace).withName("s3");
  }

  private void signal(String signal) {
    Pod pod = pod().get();
    Node.of(cluster, pod).run(Node.signal(signal, Pods.containerId(pod, CONTAINER)));
  }

  private void admin(String... command) {
    List<String> all = new ArrayList<>(List.of("versitygw", "admin"));
    all.addAll(List.of("--access", accessKey, "--secret", secretKey));
    all.addAll(List.of("--endpoint-url", "http://127.0.0.1:" + PORT));
    all.addAll(List.of(command));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (ExecWatch exec =
        pod()
            .inContainer(CONTAINER)
            .writingOutput(said)
            .writingError(said)
            .exec(all.toArray(String[]::new))) {
      int code = exec.exitCode().join();
      if (code != 0) {
        throw new AssertionError(command[0] + " ended with " + code + ": " + said);
      }
    }
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
              args: [--quiet, --port, ":%d", --health, /health, --iam-dir, /iam, posix, /data]
              env:
                - {name: ROOT_ACCESS_KEY, value: "%s"}
                - {name: ROOT_SECRET_KEY, value: "%s"}
              readinessProbe: {httpGet: {path: /health, port: %d}, periodSeconds: 1}
              securityContext:
                {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
              volumeMounts:
                - {name: data, mountPath: /data}
                - {name: iam, mountPath: /iam}
                - {name: tmp, mountPath: /tmp}
          volumes:
            - {name: data, emptyDir: {}}
            - {name: iam, emptyDir: {}}
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
            .formatted(
                Image.named("versitygw").reference(), PORT, accessKey, secretKey, PORT, PORT);
    return new java.io.ByteArrayInputStream(yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
