package io.sparkrecorder.e2e.history;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.S3Server;
import java.io.ByteArrayInputStream;
import java.util.List;

/** A pod beside the S3 server that makes the report of an application, and uploads it. */
@NeedsImages("recorder")
final class ReportPod {
  private static final String CONTAINER = "report";

  private ReportPod() {}

  /**
   * Runs {@code recorder report APP --upload} to its end, and waits until the pod is gone: Chromium
   * drops its requests when a network interface of its machine goes, as that of a local pod does.
   */
  static void run(KubernetesClient client, S3Server s3, String name, String prefix, String app) {
    List<HasMetadata> objects =
        client
            .load(new ByteArrayInputStream(yaml(s3, name, prefix, app).getBytes(UTF_8)))
            .inNamespace(s3.namespace())
            .create();
    Pod made = (Pod) objects.getFirst();
    eventually("the report of " + app)
        .until(() -> Pods.end(client.pods().resource(made).get(), CONTAINER).isPresent());
    assertThat(Pods.exitCode(client.pods().resource(made).get(), CONTAINER))
        .as(client.pods().resource(made).inContainer(CONTAINER).getLog())
        .contains(0);
    client.pods().resource(made).delete();
    eventually("the report's pod is gone").until(() -> client.pods().resource(made).get() == null);
  }

  private static String yaml(S3Server s3, String name, String prefix, String app) {
    return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
        spec:
          restartPolicy: Never
          automountServiceAccountToken: false
          securityContext: {runAsNonRoot: true, runAsUser: 185, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: %s
              image: %s
              args: [report, "%s", --upload]
              env:
                - {name: RECORDER_S3_BUCKET, value: "%s"}
                - {name: RECORDER_S3_PREFIX, value: "%s"}
                - {name: RECORDER_S3_ENDPOINT, value: "%s"}
                - {name: RECORDER_S3_REGION, value: "%s"}
                - {name: AWS_ACCESS_KEY_ID, value: "%s"}
                - {name: AWS_SECRET_ACCESS_KEY, value: "%s"}
              securityContext:
                {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
              volumeMounts: [{name: tmp, mountPath: /tmp}]
          volumes: [{name: tmp, emptyDir: {}}]
        """
        .formatted(
            name,
            CONTAINER,
            Image.named("recorder").reference(),
            app,
            S3Server.BUCKET,
            prefix,
            s3.endpoint(),
            S3Server.REGION,
            s3.accessKey(),
            s3.secretKey());
  }
}
