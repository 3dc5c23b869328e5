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

/** A Job that a test makes of one of the workspace's CronJobs, as the chart's notes say. */
public final class CronRun {
  private final KubernetesClient client;
  private final String namespace;
  private final String name;

  private CronRun(Workspace workspace, String name) {
    this.client = workspace.cluster().client();
    this.namespace = workspace.namespace();
    this.name = name;
  }

  /** Does the same as {@code kubectl create job --from=cronjob/CRON_JOB NAME}. */
  static CronRun create(Workspace workspace, String cronJob, String name) {
    CronRun run = new CronRun(workspace, name);
    CronJob cron = cronJob(workspace, cronJob);
    Job job =
        new JobBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(workspace.namespace())
            .endMetadata()
            .withSpec(cron.getSpec().getJobTemplate().getSpec())
            .build();
    run.client.resource(job).create();
    return run;
  }

  static CronJob cronJob(Workspace workspace, String cronJob) {
    return workspace
        .cluster()
        .client()
        .batch()
        .v1()
        .cronjobs()
        .inNamespace(workspace.namespace())
        .withName(cronJob)
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
