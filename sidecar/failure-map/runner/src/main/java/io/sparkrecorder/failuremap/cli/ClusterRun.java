package io.sparkrecorder.failuremap.cli;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.failuremap.cluster.ClusterApplications;
import io.sparkrecorder.failuremap.cluster.Preflight;
import io.sparkrecorder.failuremap.cluster.StoredApplications;
import io.sparkrecorder.failuremap.cluster.Template;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.results.BucketResults;
import io.sparkrecorder.failuremap.results.Lease;
import io.sparkrecorder.failuremap.results.ResultsFolder;
import io.sparkrecorder.failuremap.run.RunProblem;
import io.sparkrecorder.failuremap.run.Runner;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.S3Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code run --on cluster}: checks the place, takes the lease, runs, and publishes the report. */
final class ClusterRun {
  private final Experiment experiment;
  private final ClusterOptions options;
  private final Map<String, String> environment;
  private final PrintWriter out;

  ClusterRun(
      Experiment experiment,
      ClusterOptions options,
      Map<String, String> environment,
      PrintWriter out) {
    this.experiment = experiment;
    this.options = options;
    this.environment = environment;
    this.out = out;
  }

  int run(String url) throws IOException, InterruptedException {
    S3Place results = S3Place.of(url);
    Template read = Template.read(options.application(environment));
    Template template = options.owner(environment).map(read::ownedBy).orElse(read);
    int atOnce = options.atOnce(environment);
    Config config = Config.autoConfigure(null);
    String namespace =
        options
            .namespace(environment)
            .or(() -> Optional.ofNullable(config.getNamespace()))
            .orElse("default");
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
        ObjectStore store = ObjectStore.open(results.settings(environment));
        TemporaryFolder mirror = new TemporaryFolder()) {
      new Preflight(client, namespace).check();
      BucketResults bucket =
          new BucketResults(
              store, results.key(experiment.id()), new ResultsFolder(mirror.path(experiment.id())));
      AtomicBoolean lost = new AtomicBoolean();
      Thread main = Thread.currentThread();
      Runnable loses =
          () -> {
            lost.set(true);
            main.interrupt();
          };
      try (Lease _ = lease(store, results, loses)) {
        bucket.load();
        store(bucket, template, results);
        RunResults.refuseUnread(bucket.mirror(), results.url(experiment.id()));
        List<String> gaps = run(client, namespace, template, bucket, results, atOnce);
        return finish(bucket, results, gaps);
      } catch (InterruptedException e) {
        if (lost.get()) {
          throw new RunProblem(
              "another failure-map run has taken over %s".formatted(results.url(experiment.id())));
        }
        throw e;
      }
    }
  }

  private Lease lease(ObjectStore store, S3Place results, Runnable lost)
      throws IOException, InterruptedException {
    String place = results.url(experiment.id());
    try {
      return Lease.take(store, results.key(experiment.id()), host(), this::say, lost)
          .orElseThrow(
              () ->
                  new WrongUse(
                      "%s: another failure-map run works on this experiment. Wait for its end, or give this one another id"
                          .formatted(place)));
    } catch (S3Problem e) {
      throw new WrongUse(
          "%s cannot be written: %s. Check RECORDER_S3_ENDPOINT, AWS_REGION and the credentials: `recorder ls` uses the same"
              .formatted(place, e.getMessage()));
    }
  }

  private String host() {
    return environment.getOrDefault("HOSTNAME", "unknown");
  }

  private void store(BucketResults bucket, Template template, S3Place results) throws IOException {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("kind", "cluster");
    RunResults.store(
        bucket.mirror(),
        experiment,
        template.sparkVersion(),
        machine,
        results.url(experiment.id()));
    bucket.putExperiment();
  }

  private List<String> run(
      KubernetesClient client,
      String namespace,
      Template template,
      BucketResults bucket,
      S3Place results,
      int atOnce)
      throws IOException, InterruptedException {
    S3Place logs = S3Place.of(template.eventLogs());
    S3Settings recordings = results.recordings(environment, namespace);
    try (ObjectStore logStore = ObjectStore.open(logs.settings(environment));
        ObjectStore recordingStore = ObjectStore.open(recordings)) {
      StoredApplications stored =
          new StoredApplications(logStore, logs.prefix(), recordingStore, recordings);
      stored.prepare();
      return run(client, namespace, template, bucket, stored, atOnce);
    }
  }

  private List<String> run(
      KubernetesClient client,
      String namespace,
      Template template,
      BucketResults bucket,
      StoredApplications stored,
      int atOnce)
      throws IOException, InterruptedException {
    try (ClusterApplications applications =
        new ClusterApplications(
            client,
            namespace,
            template,
            experiment,
            stored,
            atOnce,
            options.pending(environment))) {
      Thread hook = new Thread(applications::close, "end-applications");
      Runtime.getRuntime().addShutdownHook(hook);
      List<String> gaps =
          new Runner(experiment, applications, bucket, new ProgressLines(out)).run();
      Runtime.getRuntime().removeShutdownHook(hook);
      return gaps;
    }
  }

  private int finish(BucketResults bucket, S3Place results, List<String> gaps) throws IOException {
    say("results: " + results.url(experiment.id()));
    if (!bucket.runs().runs().isEmpty()) {
      ReportFiles.write(bucket.mirror(), ReportFiles.load(bucket.mirror()).map());
      bucket.publish();
      say("report: " + results.url(experiment.id() + "/report.html"));
    }
    return RunResults.gaps(gaps, results.url(experiment.id()), out);
  }

  private void say(String text) {
    out.println(text);
  }
}
