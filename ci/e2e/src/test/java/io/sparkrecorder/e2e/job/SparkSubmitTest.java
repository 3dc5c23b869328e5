package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.KubeflowProfile;
import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.Manifest;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A job without the operator: spark-submit with the pod templates that spark-workspace leaves in
 * its namespace.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({"recorder", "spark-4.1", "versitygw"})
class SparkSubmitTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final String SUBMIT =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: submit
      spec:
        restartPolicy: Never
        terminationGracePeriodSeconds: 0
        serviceAccountName: %s
        containers:
          - name: submit
            image: %s
            command:
              - /opt/spark/bin/spark-submit
              - --master=k8s://https://kubernetes.default.svc
              - --deploy-mode=cluster
              - --name=pi
              - --properties-file=/opt/spark-recorder/templates/spark-defaults.conf
              - --conf=spark.kubernetes.container.image=%s
              - --conf=spark.driver.memory=512m
              - --conf=spark.executor.memory=512m
              - --conf=spark.executor.instances=2
              - --conf=spark.kubernetes.driver.request.cores=100m
              - --conf=spark.kubernetes.executor.request.cores=100m
              - --conf=spark.scheduler.minRegisteredResourcesRatio=1.0
              - --conf=spark.scheduler.maxRegisteredResourcesWaitingTime=120s
              - local:///opt/spark/examples/src/main/python/pi.py
              - "20"
            volumeMounts: [{name: templates, mountPath: /opt/spark-recorder/templates}]
        volumes:
          - name: templates
            configMap: {name: spark-recorder-templates}
      """
          .formatted(
              KubeflowProfile.ACCOUNT,
              Image.named("spark-4.1").reference(),
              Image.named("spark-4.1").reference());

  private S3Server s3;
  private SparkJob job;

  @BeforeAll
  void run() {
    s3 = S3Server.start(CLUSTER);
    String namespace = KubeflowProfile.make(CLUSTER, s3);
    CLUSTER
        .release("workspace", "spark-workspace", namespace)
        .upgrade(KubeflowProfile.values(s3), JobPods.ACCOUNTS)
        .orFail();
    job = new SparkJob(CLUSTER.client(), namespace);
    Pod submit =
        CLUSTER
            .client()
            .pods()
            .inNamespace(namespace)
            .resource(Serialization.unmarshal(SUBMIT, Pod.class))
            .create();
    eventually("spark-submit ends", Duration.ofMinutes(3))
        .until(() -> Pods.hasEnded(CLUSTER.client().pods().resource(submit).get()));
    job.awaitEnd();
  }

  @AfterAll
  void close() {
    if (job != null) {
      job.close();
    }
  }

  @Test
  void the_job_completes_beside_its_recorders() {
    assertThat(job.log(job.driver(), "spark-kubernetes-driver")).contains("Pi is roughly 3.1");
    assertThat(job.executors()).hasSize(2);
    assertThat(job.pods())
        .allSatisfy(pod -> assertThat(Pods.recorders(pod)).containsExactly("native"))
        .allSatisfy(pod -> assertThat(Pods.exitCode(pod, "recorder")).contains(0))
        .extracting(pod -> pod.getSpec().getServiceAccountName())
        .first()
        .isEqualTo(KubeflowProfile.ACCOUNT);
  }

  @Test
  void executors_have_their_own_account_and_no_token() {
    JobPods.assertAccounts(job, KubeflowProfile.ACCOUNT);
  }

  @Test
  void live_pods_have_the_grace_of_the_values_and_so_has_their_recorder() {
    JobPods.assertGrace(job, KubeflowProfile.DRIVER_GRACE, KubeflowProfile.EXECUTOR_GRACE);
  }

  @Test
  void the_manifest_is_complete_below_the_prefix_of_the_namespace() {
    try (Bucket bucket = s3.bucket()) {
      String recordings = KubeflowProfile.PREFIX + "/recordings/" + job.id() + "/";
      Manifest manifest = Manifest.read(bucket.read(recordings + "manifest.json").orElseThrow());
      assertThat(manifest.complete()).isTrue();
      assertThat(manifest.pods())
          .extracting(Manifest.Pod::name)
          .containsExactlyInAnyOrderElementsOf(job.pods().stream().map(Pods::name).toList());
      assertThat(bucket.objects("").keySet()).allMatch(key -> key.startsWith(recordings));
    }
  }
}
