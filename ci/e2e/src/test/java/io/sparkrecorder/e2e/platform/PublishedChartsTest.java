package io.sparkrecorder.e2e.platform;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Helm;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Registry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Charts that come from an OCI registry, and not from this folder. */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages("spark-operator")
class PublishedChartsTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private Registry registry;
  private Map<String, String> published;

  @BeforeAll
  void publish() {
    assumeTrue(Registry.isAtHand(), "no tools: E2E_TOOLS, which make e2e sets");
    registry = Registry.start();
    published = registry.publish();
  }

  @AfterAll
  void close() {
    if (registry != null) {
      registry.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"four, helm", "three, helm3"})
  void workspace_and_job_install_from_the_registry(String name, String binary) {
    Helm helm = new Helm(Registry.tool(binary));
    String namespace = CLUSTER.namespace("published-" + name);
    CLUSTER
        .release(helm, "workspace", "spark-workspace", namespace)
        .upgradeFrom(
            registry,
            """
            global: {s3: {bucket: recordings, region: eu-central-1}}
            recordings: {storage: {type: existing}}
            """)
        .orFail();
    CLUSTER
        .release(helm, "nightly", "spark-application", namespace)
        .upgradeFrom(
            registry,
            """
            type: Python
            mainApplicationFile: local:///opt/spark/examples/src/main/python/pi.py
            global: {s3: {bucket: recordings, region: eu-central-1}}
            schedule: {cron: "0 3 29 2 *"}
            """)
        .orFail();

    eventually("the operator has planned it")
        .until(() -> "Scheduled".equals(scheduled(namespace).get("status", "scheduleState")));
    assertThat(CLUSTER.client().serviceAccounts().inNamespace(namespace).withName("spark").get())
        .isNotNull();
    assertThat(helm.run(List.of("list", "--namespace", namespace)).orFail())
        .contains("spark-workspace-" + published.get("spark-workspace"))
        .contains("spark-application-" + published.get("spark-application"));
  }

  private static GenericKubernetesResource scheduled(String namespace) {
    return SparkApplications.scheduled(CLUSTER.client())
        .inNamespace(namespace)
        .withName("nightly")
        .get();
  }
}
