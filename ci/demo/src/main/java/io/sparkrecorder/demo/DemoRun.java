package io.sparkrecorder.demo;

import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.VersityGateway;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run of the demo with everything that it started. Closing leaves no process behind. */
final class DemoRun implements AutoCloseable {
  static final String BUCKET = "recordings";

  private static final DateTimeFormatter ID = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final Duration SLACK = Duration.ofSeconds(10);

  private final Project project;
  private final SparkJob job;
  private final Folders folders;
  private final Processes processes;
  private final Progress progress;
  private final VersityGateway server;
  private final Bucket bucket;
  private final Recorders recorders;
  private final Kubelet kubelet;

  /** Starts only the S3 server. */
  DemoRun(Project project, DemoSettings settings, Processes processes, Progress progress)
      throws IOException {
    this.project = project;
    this.processes = processes;
    this.progress = progress;
    this.folders = Folders.wiped(settings.folder());
    this.job =
        new SparkJob(
            settings.spark(),
            project.jobJar(),
            settings.jobTime(),
            settings.javaOptions(),
            folders);
    this.server = VersityGateway.start(folders.s3());
    this.server.createBucket(BUCKET);
    this.bucket = Bucket.of(server, BUCKET);
    String app = "demo-" + LocalDateTime.now(ZoneId.systemDefault()).format(ID);
    this.recorders = new Recorders(project, app, folders, s3());
    this.kubelet = new Kubelet(recorders, folders, processes);
    progress.says("S3 server started at " + server.endpoint());
  }

  /** Runs the job from start to end, and checks the recordings that arrived. */
  DemoOutcome run() throws IOException, InterruptedException {
    PodName killed = new JobRun(folders, kubelet, progress).run(job.driver(processes));
    awaitRecorders();
    List<String> problems = Verdict.on(kubelet.pods(), killed, folders, bucket, manifestKey());
    return new DemoOutcome(recorders.app(), killed, problems);
  }

  /** The environment that the user's commands need. */
  Map<String, String> forPeople() {
    Map<String, String> variables = new LinkedHashMap<>(s3());
    variables.put("RECORDER_NAMESPACE", Recorders.NAMESPACE);
    return variables;
  }

  /** All pods that have run. */
  List<PodName> pods() {
    return kubelet.pods().stream().map(Pod::name).toList();
  }

  Processes processes() {
    return processes;
  }

  Folders folders() {
    return folders;
  }

  Bucket bucket() {
    return bucket;
  }

  Recorders recorders() {
    return recorders;
  }

  Project project() {
    return project;
  }

  /** The prefix of all keys of this run. */
  String keys() {
    return "pipelines/%s/recordings/%s/".formatted(Recorders.NAMESPACE, recorders.app());
  }

  String manifestKey() {
    return keys() + "manifest.json";
  }

  private Map<String, String> s3() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("RECORDER_S3_BUCKET", BUCKET);
    variables.put("RECORDER_S3_ENDPOINT", server.endpoint().toString());
    variables.put("RECORDER_S3_REGION", Bucket.REGION);
    variables.put("AWS_ACCESS_KEY_ID", server.accessKey());
    variables.put("AWS_SECRET_ACCESS_KEY", server.secretKey());
    return variables;
  }

  @Override
  public void close() {
    processes.close();
    kubelet.close();
    bucket.close();
    server.close();
  }

  private void awaitRecorders() {
    progress.says("waiting for the recorders to move the remaining files");
    Waiting.until(
        () -> kubelet.pods().stream().allMatch(Pod::ended), PodName.driver().grace().plus(SLACK));
    progress.says("all %d recorders are done".formatted(kubelet.pods().size()));
  }
}
