package io.sparkrecorder.e2e.history;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.testbed.Bucket;
import java.time.Duration;

/**
 * A job in Python that runs in one pod, without executors, and leaves nothing but its event log:
 * the cheapest one that a history server can show.
 */
public final class LocalJob {
  private final KubernetesClient client;
  private final S3Server s3;
  private final String namespace;
  private final Pod pod;

  /** Starts it where a history server is, which has made the folder of the event logs. */
  public LocalJob(Cluster cluster, S3Server s3, String namespace, String line, String script) {
    this.client = cluster.client();
    this.s3 = s3;
    this.namespace = namespace;
    pod =
        client
            .pods()
            .inNamespace(namespace)
            .resource(Serialization.unmarshal(yaml(s3, namespace, line, script), Pod.class))
            .create();
  }

  /** Waits until it has ended well, and gives the id of the application. */
  public String awaitApp() {
    eventually("a job ends", Duration.ofMinutes(4))
        .until(() -> Pods.hasEnded(client.pods().resource(pod).get()));
    String said = client.pods().resource(pod).getLog();
    if (Pods.exitCode(client.pods().resource(pod).get(), "job").orElseThrow() != 0) {
      throw new AssertionError("the job failed: " + said);
    }
    try (Bucket bucket = s3.bucket()) {
      return bucket.objects(HistoryServer.logs(namespace) + "eventlog_v2_").keySet().stream()
          .map(key -> key.replaceFirst(".*/eventlog_v2_([^/]+)/.*", "$1"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("the job left no event log: " + said));
    }
  }

  private static String yaml(S3Server s3, String namespace, String line, String script) {
    return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: job
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: 1
          automountServiceAccountToken: false
          securityContext: {runAsNonRoot: true, runAsUser: 185, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: job
              image: %s
              command: [bash, -ec, 'printf "%%s" "$JOB" >/tmp/job.py && exec /opt/spark/bin/spark-submit "$@" /tmp/job.py', job]
              args:
                - --master=local[2]
                - --driver-memory=512m
                - --conf=spark.ui.enabled=false
                - --conf=spark.eventLog.enabled=true
                - --conf=spark.eventLog.rolling.enabled=true
                - --conf=spark.eventLog.dir=s3a://%s/%s
                - --conf=spark.hadoop.fs.s3a.endpoint=%s
                - --conf=spark.hadoop.fs.s3a.endpoint.region=%s
                - --conf=spark.hadoop.fs.s3a.path.style.access=true
              env:
                - {name: JOB, value: "%s"}
                - {name: AWS_ACCESS_KEY_ID, value: "%s"}
                - {name: AWS_SECRET_ACCESS_KEY, value: "%s"}
              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """
        .formatted(
            Image.named("s3a-" + line).reference(),
            S3Server.BUCKET,
            HistoryServer.logs(namespace),
            s3.endpoint(),
            S3Server.REGION,
            script.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"),
            s3.accessKey(),
            s3.secretKey());
  }
}
