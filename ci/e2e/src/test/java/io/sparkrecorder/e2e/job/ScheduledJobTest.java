package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.platform.SparkApplications;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.NeedsImages;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("cluster")
@ExtendWith(Platform.class)
@NeedsImages("spark-operator")
class ScheduledJobTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  @Test
  void a_job_with_a_schedule_waits_for_its_time() {
    String namespace = CLUSTER.namespace("nightly");
    CLUSTER
        .release("nightly", "spark-application", namespace)
        .upgrade(
            """
            type: Python
            mainApplicationFile: local:///opt/spark/examples/src/main/python/pi.py
            s3: {bucket: recordings}
            schedule: {cron: "0 3 29 2 *", timeZone: Europe/Berlin}
            """)
        .orFail();
    eventually("the operator has planned it")
        .until(() -> "Scheduled".equals(scheduled(namespace).get("status", "scheduleState")));
    String next = scheduled(namespace).get("status", "nextRun");
    assertThat(next).as("3 in the morning in Berlin").contains("-02-29T02:00:00Z");
    assertThat(
            SparkApplications.applications(CLUSTER.client())
                .inNamespace(namespace)
                .list()
                .getItems())
        .isEmpty();
  }

  private static GenericKubernetesResource scheduled(String namespace) {
    return SparkApplications.scheduled(CLUSTER.client())
        .inNamespace(namespace)
        .withName("nightly")
        .get();
  }
}
