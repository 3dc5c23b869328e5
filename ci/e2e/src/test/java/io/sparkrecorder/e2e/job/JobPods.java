package io.sparkrecorder.e2e.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.e2e.support.Pods;

/** Checks of a job's pods that hold however the job is submitted. */
final class JobPods {
  /** Values for executors that run under an account of their own. */
  static final String ACCOUNTS =
      """
      global:
        serviceAccount: {executor: spark-executor}
      """;

  private JobPods() {}

  /** Checks that each pod has its grace, in seconds, and that its recorder knows it. */
  static void assertGrace(SparkJob job, int driver, int executor) {
    assertThat(Pods.grace(job.driver())).isEqualTo(driver);
    assertThat(job.executors()).extracting(Pods::grace).containsOnly(executor);
    assertThat(job.pods())
        .allSatisfy(
            pod ->
                assertThat(Pods.variable(Pods.container(pod, "recorder"), "RECORDER_GRACE"))
                    .contains(Pods.grace(pod) + "s"));
  }

  /** Checks the accounts and tokens of a job that runs with {@link #ACCOUNTS}. */
  static void assertAccounts(SparkJob job, String driver) {
    assertThat(job.driver().getSpec().getServiceAccountName()).isEqualTo(driver);
    assertThat(Pods.tokens(job.driver())).as("the driver's tokens").isNotEmpty();
    assertThat(job.executors())
        .allSatisfy(
            pod -> {
              assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("spark-executor");
              assertThat(Pods.tokens(pod)).as("tokens of %s", Pods.name(pod)).isEmpty();
            });
  }
}
