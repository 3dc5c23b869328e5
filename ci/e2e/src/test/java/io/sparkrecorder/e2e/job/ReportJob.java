package io.sparkrecorder.e2e.job;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.sparkrecorder.e2e.workspace.Workspace;

/** The workspace's CronJob of reports. */
public final class ReportJob {
  /** Values that make the CronJob, on a schedule that leaves all runs to the test. */
  public static final String VALUES =
      """
      recordings:
        report: {enabled: true, schedule: "0 0 29 2 *"}
      """;

  private static final String CRON_JOB = "workspace-report";

  private ReportJob() {}

  /** Makes reports now. */
  public static CronRun create(Workspace workspace, String name) {
    return CronRun.create(workspace, CRON_JOB, name);
  }

  static CronJob cronJob(Workspace workspace) {
    return CronRun.cronJob(workspace, CRON_JOB);
  }
}
