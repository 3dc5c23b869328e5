package io.sparkrecorder.e2e.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Contents;
import io.sparkrecorder.e2e.support.Helm;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Release;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Values that cannot work are refused before anything is installed, with the lines to paste. */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({})
class WrongValuesTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final String PI =
      """
      type: Python
      mainApplicationFile: local:///opt/spark/examples/src/main/python/pi.py
      s3: {bucket: recordings}
      """;

  private String namespace;

  @BeforeAll
  void make() {
    namespace = CLUSTER.namespace("wrong");
  }

  @Test
  void a_driver_with_less_time_than_it_needs() {
    refused(
        "spark-application",
        PI + "grace: {driver: 30}\n",
        "driver grace 30s is too short: an executor may take 120s, and uploading 60s. Set grace.driver to at least"
            + " 185s:",
        "grace:\n  driver: 185\n  executor: 120\n  upload: 60");
  }

  @Test
  void recordings_that_have_nowhere_to_go() {
    refused(
        "spark-application",
        "mainApplicationFile: local:///job.py\ntype: Python\n",
        "no bucket: recordings have nowhere to go.",
        "s3:\n  bucket: my-bucket");
  }

  @Test
  void a_workspace_without_a_volume() {
    refused(
        "spark-workspace",
        """
        global: {s3: {bucket: recordings}}
        recordings: {storage: {type: none}}
        """,
        "storage.type is none, but store.transport is shared-volume: recorders have nowhere to meet.",
        "recordings:\n  storage:\n    type: claim");
  }

  @Test
  void a_word_that_is_no_value() {
    refused("spark-application", PI + "grace: {drivers: 300}\n", "drivers");
  }

  @Test
  void an_operator_that_would_submit_every_job_twice() {
    refused(
        "spark-platform",
        "spark-operator: {controller: {replicas: 2, leaderElection: {enable: false}}}\n",
        "has 2 replicas and no leader election: each of them would submit every job.",
        "spark-operator:\n  controller:\n    leaderElection:\n      enable: true");
  }

  private void refused(String chart, String values, String... says) {
    Release release = CLUSTER.release("wrong", chart, namespace);
    Helm.Ran ran = release.upgrade(values);
    assertThat(ran.worked()).as(ran.said()).isFalse();
    assertThat(ran.said()).contains(says);
    assertThat(release.isThere()).isFalse();
    assertThat(Contents.of(CLUSTER.client(), namespace)).isEmpty();
  }
}
