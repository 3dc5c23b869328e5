package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.workspace.Workspace;
import java.util.List;

/** A Job that a test makes of the workspace's CronJob of reports, as the chart's notes say. */
public final class ReportJob {
  /** Values that make the CronJob, on a schedule that leaves all runs to the test. */
  public static final String VALUES =
      """
      recordings:
        report: {enabled: true, schedule: "0 0 29 2 *"}
      """;

  private static final String CRON_JOB = "workspace-report";

  private final KubernetesClient client;
  private final String namespace;
  private final String name;

  private ReportJob(Workspace workspace, String name) {
    this.client = workspace.cluster().client();
    this.namespace = workspace.namespace();
    this.name = name;
  }

  /** Does the same as {@code kubectl create job --from=cronjob/workspace-report NAME}. */
  public static ReportJob create(Workspace workspace, String name) {
    ReportJob report = new ReportJob(workspace, name);
    CronJob cron = cronJob(workspace);
    Job job =
        new JobBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(workspace.namespace())
            .endMetadata()
            .withSpec(cron.getSpec().getJobTemplate().getSpec())
            .build();
    report.client.resource(job).create();
    return report;
  }

  static CronJob cronJob(Workspace workspace) {
    return workspace
        .cluster()
        .client()
        .batch()
        .v1()
        .cronjobs()
        .inNamespace(workspace.namespace())
        .withName(CRON_JOB)
        .require();
  }

  /** Waits until its pod has ended. */
  public Pod awaitEnd() {
    eventually(name + " ends", SparkJob.LONGEST)
        .until(() -> pods().stream().anyMatch(Pods::hasEnded));
    return pods().getFirst();
  }

  /**
   * Deletes it, and waits until its pod is gone: Chromium drops its requests when a network
   * interface of its machine goes, as that of a local pod does.
   */
  public void delete() {
    client.batch().v1().jobs().inNamespace(namespace).withName(name).delete();
    eventually("the pods of " + name + " are gone").until(() -> pods().isEmpty());
  }

  public String log(Pod pod) {
    return client.pods().resource(pod).getLog();
  }

  private List<Pod> pods() {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabel("batch.kubernetes.io/job-name", name)
        .list()
        .getItems();
  }
}
