package io.sparkrecorder.e2e.platform;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Contents;
import io.sparkrecorder.e2e.support.NeedsImages;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("cluster")
@ExtendWith(Platform.class)
@NeedsImages("spark-operator")
class PlatformTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  @Test
  void its_own_test_sees_the_webhook_answer() {
    assertThat(Platform.RELEASE.test().orFail()).contains("Phase:          Succeeded");
  }

  @Test
  void a_second_upgrade_has_no_conflicts_and_leaves_the_operators_pods_alone() {
    Set<String> before = pods();
    assertThat(Platform.RELEASE.upgrade().orFail()).contains("STATUS: deployed");
    assertThat(pods()).isEqualTo(before).hasSize(2);
  }

  @Test
  void uninstalling_leaves_the_definitions_and_installing_again_works() {
    Set<String> definitions = Platform.customResources(CLUSTER.client());
    try {
      Platform.RELEASE.uninstall().orFail();
      eventually("only what the operator made itself while it ran is left")
          .untilAsserted(
              () ->
                  assertThat(Contents.of(CLUSTER.client(), Platform.NAMESPACE))
                      .containsExactly(
                          "Lease/spark-operator-controller-lock",
                          "Lease/spark-operator-webhook-lock",
                          "Secret/spark-operator-webhook-certs"));
      assertThat(Platform.customResources(CLUSTER.client())).isEqualTo(definitions).hasSize(3);
    } finally {
      Platform.install(CLUSTER.client());
    }
  }

  private static Set<String> pods() {
    return CLUSTER
        .client()
        .pods()
        .inNamespace(Platform.NAMESPACE)
        .withLabel("app.kubernetes.io/name", "spark-operator")
        .list()
        .getItems()
        .stream()
        .map(Pod::getMetadata)
        .map(ObjectMeta::getUid)
        .collect(Collectors.toSet());
  }
}
