package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sparkrecorder.e2e.platform.SparkApplications;
import io.sparkrecorder.e2e.support.Project;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * The report of an application as a Spark job, installed as {@code values/report-large.yaml} says.
 *
 * @param state the job's last state, as the operator says
 * @param log what its driver printed
 */
record LargeReport(String state, String log) {
  /**
   * Fields of a driver or executor: Spark copies a job's jar into its working folder, which belongs
   * to Spark's user in the public images, but not in every image that stands in for them.
   */
  static final String WORK_FOLDER =
      "volumes: {work: {emptyDir: {}}}, volumeMounts: {/opt/spark/work-dir: {name: work}}";

  private static final List<String> ENDS = List.of("COMPLETED", "FAILED", "SUBMISSION_FAILED");

  /** Runs the job to its end. */
  static LargeReport run(Workspace workspace, String name, String app) {
    List<String> values = new ArrayList<>(workspace.values());
    values.add(published());
    values.add(
        """
        arguments: ["s3a://%1$s/%2$s"]
        driver: {coreRequest: 100m, memory: 512m, %3$s}
        executor: {instances: 1, cores: 1, coreRequest: 100m, memory: 512m, %3$s}
        """
            .formatted(S3Server.BUCKET, workspace.recordings() + app, WORK_FOLDER));
    workspace
        .cluster()
        .release(name, "spark-application", workspace.namespace())
        .upgrade(values.toArray(String[]::new))
        .orFail();
    KubernetesClient client = workspace.cluster().client();
    eventually(name + " ends", SparkJob.LONGEST)
        .until(() -> ENDS.contains(state(client, workspace.namespace(), name)));
    String log =
        client.pods().inNamespace(workspace.namespace()).withName(name + "-driver").getLog();
    return new LargeReport(state(client, workspace.namespace(), name), log);
  }

  private static String published() {
    try {
      return Files.readString(Project.root().resolve("values/report-large.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String state(KubernetesClient client, String namespace, String name) {
    String state =
        SparkApplications.applications(client)
            .inNamespace(namespace)
            .withName(name)
            .require()
            .get("status", "applicationState", "state");
    return state == null ? "" : state;
  }
}
