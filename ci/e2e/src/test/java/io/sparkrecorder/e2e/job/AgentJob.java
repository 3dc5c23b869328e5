package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Manifest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A job of one round whose JVMs carry one agent, options of their user, and secrets. One executor
 * is killed while the job runs, and one lives until its end.
 */
final class AgentJob implements AutoCloseable {
  /** Several jobs start at once. */
  private static final Duration LONGEST = SparkJob.LONGEST.multipliedBy(2);

  private static final String VARIABLE = "variable-" + UUID.randomUUID();
  private static final String PROPERTY = "property-" + UUID.randomUUID();
  private static final String CONFIGURATION = "configuration-" + UUID.randomUUID();
  private static final String ARGUMENT = "argument-" + UUID.randomUUID();

  /** The texts that no recording may hold. */
  static final List<String> SECRETS = List.of(VARIABLE, PROPERTY, CONFIGURATION, ARGUMENT);

  private final Rounds rounds;
  private Pod killed;
  private Pod survivor;
  private byte[] disk;
  private Manifest manifest;

  /** Submits the job on a line of Spark, in the project's own image. */
  AgentJob(Workspace workspace, String name, String line, String values) {
    rounds = new Rounds(workspace, name, ours(line), values);
  }

  private static String ours(String line) {
    return """
        image: {registry: ghcr.io, repository: spark-recorder/spark, tag: %1$s}
        sparkVersion: %2$s
        arguments: [rest, %6$s]
        sparkConf: {spark.planted.password: %5$s}
        driver:
          env: {PLANTED_PASSWORD: %3$s}
          javaOptions: -Dmine=driver -Dplanted.password=%4$s
        executor:
          env: {PLANTED_PASSWORD: %3$s}
          javaOptions: -Dmine=executor -Dplanted.password=%4$s -XX:-CreateCoredumpOnCrash
        """
        .formatted(
            Image.named("s3a-" + line).tag(),
            Image.sparkVersion(line),
            VARIABLE,
            PROPERTY,
            CONFIGURATION,
            ARGUMENT);
  }

  Rounds rounds() {
    return rounds;
  }

  SparkJob pods() {
    return rounds.pods();
  }

  void awaitRound(int executors) {
    eventually(executors + " executors run, and a round has ended", LONGEST)
        .ignoreExceptions()
        .until(() -> rounds.log().contains("round 1\n") && rounds.running().size() >= executors);
  }

  /**
   * Kills the first executor, frozen before, once its spool has enough. The last one survives.
   *
   * @param files the files of the agent in the spool, for a shell
   */
  void kill(String files, Predicate<byte[]> isEnough) {
    List<Pod> running = rounds.running();
    killed = running.getFirst();
    survivor = running.getLast();
    eventually("the spool of " + Pods.name(killed) + " has enough")
        .until(() -> isEnough.test(read(killed, files)));
    pods().freeze(killed);
    disk = read(killed, files);
    pods().kill(killed);
  }

  /** The end of the files in a spool, or nothing. */
  byte[] read(Pod pod, String files) {
    return pods()
        .run(pod, SparkJob.spark(pod), "cat /recordings/" + files + " 2>/dev/null || true");
  }

  /** The options and the environment of a pod's JVM, one on a line. */
  String jvm(Pod pod) {
    String script = "cd /proc/$(pgrep -x java); cat cmdline environ | tr '\\0' '\\n'";
    return new String(pods().run(pod, SparkJob.spark(pod), script), UTF_8);
  }

  void end() {
    rounds.enough();
    rounds.goOn();
  }

  void awaitManifest() {
    manifest = rounds.job().awaitManifest();
  }

  Manifest manifest() {
    return manifest;
  }

  Manifest.Pod driver() {
    return in(pods().driver());
  }

  Manifest.Pod killed() {
    return in(killed);
  }

  Manifest.Pod survivor() {
    return in(survivor);
  }

  Manifest.Pod in(Pod pod) {
    return RecordedJob.in(manifest, pod);
  }

  /** The files of the agent in the spool of the killed executor, when it was frozen. */
  byte[] disk() {
    return disk;
  }

  byte[] bytes(Manifest.File file) {
    return rounds.job().bytes(file);
  }

  @Override
  public void close() {
    rounds.close();
  }
}
