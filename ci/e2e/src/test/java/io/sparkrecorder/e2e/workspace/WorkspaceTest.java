package io.sparkrecorder.e2e.workspace;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Contents;
import io.sparkrecorder.e2e.support.Helm;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.NodeFolder;
import io.sparkrecorder.e2e.support.Release;
import io.sparkrecorder.e2e.support.S3Server;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two namespaces of one cluster that have little in common. */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@NeedsImages({"recorder", "spark-4.1", "spark-operator", "versitygw"})
class WorkspaceTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private S3Server s3;
  private String own;
  private String kubeflow;
  private Release ownWorkspace;
  private Release kubeflowWorkspace;

  @BeforeAll
  void install() {
    s3 = S3Server.start(CLUSTER);
    own = CLUSTER.namespace("strict");
    NodeFolder.of(CLUSTER, own).prepare();
    ownWorkspace = CLUSTER.release("workspace", "spark-workspace", own);
    ownWorkspace.upgrade(StrictNamespace.values(s3)).orFail();
    kubeflow = KubeflowProfile.make(CLUSTER, s3);
    kubeflowWorkspace = CLUSTER.release("workspace", "spark-workspace", kubeflow);
    kubeflowWorkspace.upgrade(KubeflowProfile.values(s3)).orFail();
    // Kubernetes binds a claim some time after it was made, and changes it then.
    eventually("both claims are bound")
        .until(
            () ->
                Stream.of(own, kubeflow)
                    .allMatch(
                        namespace -> "Bound".equals(claim(namespace).getStatus().getPhase())));
  }

  @Test
  void its_own_test_finds_nothing_wrong_in_both_namespaces_and_leaves_nothing() {
    Map<String, String> volume = NodeFolder.of(CLUSTER, own).files();
    Map<String, Long> bucket = s3.bucket().objects();

    assertThat(ownWorkspace.test().orFail())
        .contains("Phase:          Succeeded")
        .containsPattern("s3:AbortMultipartUpload +ok ")
        .containsPattern("shared volume +ok +user 185 writes")
        .containsPattern("native sidecars +ok ")
        .containsPattern("operator's webhook +ok ")
        .contains("0 wrong, ");
    assertThat(kubeflowWorkspace.test().orFail())
        .contains("Phase:          Succeeded")
        .contains("0 wrong, ");

    assertThat(NodeFolder.of(CLUSTER, own).files()).isEqualTo(volume);
    assertThat(s3.bucket().objects()).isEqualTo(bucket);
    assertThat(s3.bucket().uploads()).isEmpty();
  }

  @Test
  void its_own_test_names_the_fault_and_the_fix() {
    ownWorkspace.upgrade(StrictNamespace.values(s3), "global: {s3: {bucket: nowhere}}").orFail();
    Helm.Ran ran = ownWorkspace.test();
    ownWorkspace.upgrade(StrictNamespace.values(s3)).orFail();

    assertThat(ran.worked()).isFalse();
    assertThat(ran.said())
        .containsPattern("s3:ListBucket +wrong .*nowhere")
        .contains("fix: set global.s3.bucket");
    assertThat(ownWorkspace.test().worked()).as("it takes the failed Job away").isTrue();
  }

  @Test
  void a_second_upgrade_has_no_conflicts_and_changes_nothing() {
    Set<String> before = Contents.of(CLUSTER.client(), own);
    PersistentVolumeClaim claim = claim(own);
    ownWorkspace.upgrade(StrictNamespace.values(s3)).orFail();
    kubeflowWorkspace.upgrade(KubeflowProfile.values(s3)).orFail();
    assertThat(Contents.of(CLUSTER.client(), own))
        .filteredOn(WorkspaceTest::isNoRevision)
        .containsExactlyInAnyOrderElementsOf(
            before.stream().filter(WorkspaceTest::isNoRevision).toList());
    assertThat(claim(own).getMetadata().getResourceVersion())
        .isEqualTo(claim.getMetadata().getResourceVersion());
  }

  @Test
  void each_has_a_claim_that_is_bound_to_its_own_volume() {
    assertThat(claim(own).getStatus().getPhase()).isEqualTo("Bound");
    assertThat(claim(kubeflow).getStatus().getPhase()).isEqualTo("Bound");
    assertThat(claim(own).getSpec().getVolumeName())
        .isNotEqualTo(claim(kubeflow).getSpec().getVolumeName());
  }

  @Test
  void an_account_and_a_secret_that_were_there_stay_as_they_were() {
    assertThat(Contents.of(CLUSTER.client(), kubeflow))
        .contains("ServiceAccount/default-editor", "Secret/minio")
        .doesNotContain("ServiceAccount/spark", "Secret/aws-credentials");
    assertThat(
            CLUSTER
                .client()
                .serviceAccounts()
                .inNamespace(kubeflow)
                .withName(KubeflowProfile.ACCOUNT)
                .get()
                .getMetadata()
                .getLabels())
        .isNullOrEmpty();
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void uninstalling_leaves_the_claim_and_its_volume_and_nothing_else() {
    ownWorkspace.uninstall().orFail();
    kubeflowWorkspace.uninstall().orFail();
    assertThat(Contents.of(CLUSTER.client(), own))
        .containsExactly(
            "PersistentVolume/" + own + ".workspace.recordings",
            "PersistentVolumeClaim/recordings");
    assertThat(Contents.of(CLUSTER.client(), kubeflow))
        .containsExactly(
            "PersistentVolume/" + kubeflow + ".workspace.recordings",
            "PersistentVolumeClaim/recordings",
            "Secret/minio",
            "ServiceAccount/default-editor");
  }

  private static PersistentVolumeClaim claim(String namespace) {
    return CLUSTER
        .client()
        .persistentVolumeClaims()
        .inNamespace(namespace)
        .withName("recordings")
        .get();
  }

  /** Helm keeps a secret for each revision. */
  private static boolean isNoRevision(String object) {
    return !object.startsWith("Secret/sh.helm.release");
  }
}
