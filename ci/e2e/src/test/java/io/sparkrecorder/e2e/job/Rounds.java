package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Chunks;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A recorded job that counts, round after round, until it is told that it is enough. So tests can
 * do to its pods whatever they want, and see at its end whether it counted right all the while.
 *
 * <p>Its arguments: {@code allocate} and {@code allocateDirect} let an executor run out of memory
 * before the first round, that of its heap or that of its container; {@code rest} makes a pause
 * after that round; {@code fail} lets the job fail after the last one.
 */
public final class Rounds implements AutoCloseable {
  private static final String SCRIPT =
      """
      import os, sys, time
      from pyspark import TaskContext
      from pyspark.sql import SparkSession

      spark = SparkSession.builder.getOrCreate()
      print("Spark", spark.version, flush=True)

      def take(how):
          asked = lambda _: (2_000_000_000 if TaskContext.get().attemptNumber() == 0 else 1,)
          rows = spark.createDataFrame(spark.sparkContext.parallelize([0], 1).map(asked), "bytes int")
          rows.selectExpr(f"reflect('java.nio.ByteBuffer', '{how}', bytes)").collect()

      for argument in sys.argv[1:]:
          if argument.startswith("allocate"):
              take(argument)
      right = sum(len(f"round {number}") for number in range(100_000))
      rounds = 0
      while not os.path.exists("/tmp/enough"):
          counted = spark.range(0, 100_000, 1, 8).selectExpr("sum(length(concat('round ', id)))").first()[0]
          assert counted == right, f"{counted} is not {right}"
          rounds += 1
          print("round", rounds, flush=True)
          while rounds == 1 and "rest" in sys.argv and not os.path.exists("/tmp/go-on"):
              time.sleep(0.2)
          time.sleep(0.5)
      if "fail" in sys.argv:
          raise RuntimeError("as asked")
      print("each round was right")
      spark.stop()
      """;

  private static final String MANY_DEATHS =
      """
      sparkConf: {spark.task.maxFailures: "8"}
      """;

  private final RecordedJob job;

  public Rounds(Workspace workspace, String name, String... values) {
    String[] all = Stream.concat(Stream.of(MANY_DEATHS), Stream.of(values)).toArray(String[]::new);
    job = new RecordedJob(workspace, name, SCRIPT, all);
  }

  public RecordedJob job() {
    return job;
  }

  public SparkJob pods() {
    return job.pods();
  }

  /** Waits until it counts. */
  public void awaitRound() {
    awaitRound(1);
  }

  public void awaitRound(int number) {
    eventually("round " + number, SparkJob.LONGEST)
        .ignoreExceptions()
        .until(() -> log().contains("round " + number + "\n"));
  }

  /** The output of the driver. */
  String log() {
    return pods().log(pods().driver(), SparkJob.spark(pods().driver()));
  }

  public boolean wasRight() {
    return log().contains("each round was right");
  }

  /** Executors whose JVM runs. */
  List<Pod> running() {
    return pods().executors().stream()
        .filter(pod -> Pods.isRunning(pod, SparkJob.spark(pod)))
        .toList();
  }

  /** Executors whose JVM has ended. */
  List<Pod> ended() {
    return pods().executors().stream()
        .filter(pod -> Pods.end(pod, SparkJob.spark(pod)).isPresent())
        .toList();
  }

  /** Waits for so many executors that run and have finished chunks in the store already. */
  List<Pod> awaitMoving(int executors) {
    eventually(executors + " executors record", SparkJob.LONGEST)
        .until(
            () -> {
              Map<String, Long> moved = moved();
              return running().size() == executors
                  && running().stream().allMatch(pod -> moved.getOrDefault(uid(pod), 0L) > 0);
            });
    return running();
  }

  /** Bytes of an executor's recording in the store, while its JVM runs. */
  long moved(Pod pod) {
    return moved().getOrDefault(uid(pod), 0L);
  }

  /** The present chunks in the repository of a pod's JVM. */
  Chunks disk(Pod pod) {
    return Chunks.of(pods().run(pod, SparkJob.spark(pod), "LC_ALL=C; cat /recordings/jfr/*/*.jfr"));
  }

  /** Ends the pause after the first round. */
  void goOn() {
    touch("/tmp/go-on");
  }

  /** Lets the script end. */
  public void enough() {
    touch("/tmp/enough");
  }

  @Override
  public void close() {
    job.close();
  }

  private void touch(String file) {
    pods().run(pods().driver(), SparkJob.spark(pods().driver()), "touch " + file);
  }

  private Map<String, Long> moved() {
    String script =
        """
        for pod in /store/*/executor-*; do echo "${pod##*.} $(cat "$pod"/jfr/*.jfr 2>/dev/null | wc -c)"; done
        """;
    return new String(pods().run(pods().driver(), "recorder", script), UTF_8)
        .lines()
        .map(line -> line.split(" +", 2))
        .collect(Collectors.toMap(words -> words[0], words -> Long.valueOf(words[1].strip())));
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }
}
