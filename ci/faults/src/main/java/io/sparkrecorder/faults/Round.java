package io.sparkrecorder.faults;

import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.RecordedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Runs one application from start to end: kills recorders, makes S3 fail, and compares the bytes.
 */
final class Round implements AutoCloseable {
  /** Time after the driver's SIGTERM at which S3 recovers, so that everything must arrive. */
  private static final Duration FAULTS_IN_DRAIN = Duration.ofSeconds(6);

  private final RoundPlan plan;
  private final Bed bed;
  private final List<String> program;
  private final Path options;
  private final JfrChunks template;
  private final CountDownLatch executors;
  private final CountDownLatch faultsOver = new CountDownLatch(1);
  private final List<FaultProxy> proxies = new ArrayList<>();
  private final List<S3Faults> faults = new ArrayList<>();
  private final List<RecorderUnderTest> recorders = new ArrayList<>();
  private final List<PodWriter> writers = new ArrayList<>();
  private final Freezes freezes;

  /**
   * A finished round.
   *
   * @param freezes how often the S3 server was frozen
   */
  record Result(
      RoundPlan plan,
      List<PodRun.Ended> pods,
      Map<S3Faults.Kind, Integer> faults,
      int freezes,
      Findings findings,
      List<Mismatch> mismatches,
      Duration took) {
    int kills() {
      return pods.stream().mapToInt(pod -> pod.kills().size()).sum();
    }
  }

  private Round(RoundPlan plan, Bed bed, Path options, List<String> program, JfrChunks template) {
    this.plan = plan;
    this.bed = bed;
    this.options = options;
    this.program = program;
    this.template = template;
    this.executors = new CountDownLatch(plan.pods().size() - 1);
    this.freezes = new Freezes(bed.server(), plan.random("freezes"), faultsOver);
  }

  /**
   * Runs the round.
   *
   * @param folder receives all its files
   * @param program the recorder for the JVM
   */
  static Result run(
      RoundPlan plan, Path folder, Path options, List<String> program, JfrChunks template)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Files.createDirectories(folder);
    try (Bed bed = Bed.open(folder, plan);
        Round round = new Round(plan, bed, options, program, template)) {
      List<PodRun.Ended> ended = round.run();
      Findings findings = Comparison.of(bed.evidence(ended));
      List<Mismatch> mismatches = new ArrayList<>();
      ended.forEach(pod -> mismatches.addAll(pod.mismatches()));
      mismatches.addAll(findings.mismatches());
      return new Result(
          plan,
          ended,
          round.hits(),
          round.freezes.count(),
          findings,
          mismatches,
          Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  private List<PodRun.Ended> run() throws IOException, InterruptedException {
    List<PodRun> pods = new ArrayList<>();
    for (RoundPlan.Pod pod : plan.pods()) {
      pods.add(pod(pod));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      if (plan.freezes()) {
        threads.execute(freezes);
      }
      List<Future<PodRun.Ended>> lives = new ArrayList<>();
      for (PodRun pod : pods) {
        lives.add(threads.submit(() -> live(pod)));
      }
      try {
        return results(lives);
      } finally {
        endFaults();
      }
    }
  }

  private PodRun.Ended live(PodRun pod) throws IOException, InterruptedException {
    try {
      return pod.run();
    } finally {
      if (!pod.isDriver()) {
        executors.countDown();
      }
    }
  }

  private static List<PodRun.Ended> results(List<Future<PodRun.Ended>> lives)
      throws IOException, InterruptedException {
    List<PodRun.Ended> ended = new ArrayList<>();
    for (Future<PodRun.Ended> life : lives) {
      try {
        ended.add(life.get());
      } catch (ExecutionException e) {
        throw new IOException("a pod of the trial itself failed", e.getCause());
      }
    }
    return ended;
  }

  private PodRun pod(RoundPlan.Pod pod) throws IOException {
    Path spool = Files.createDirectories(bed.spool(pod));
    FaultProxy proxy = FaultProxy.before(bed.server().endpoint());
    proxies.add(proxy);
    faults.add(S3Faults.between(proxy, plan.faultRate(), plan.random("faults " + pod.label())));
    RecorderUnderTest recorder =
        new RecorderUnderTest(
            RecorderUnderTest.command(options, program),
            bed.settings(pod, proxy),
            pod.label(),
            bed.log(pod));
    recorders.add(recorder);
    AgentWriter agent =
        new AgentWriter(
            spool, pod.number(), pod.end(), template, plan.random("agent " + pod.label()));
    PodWriter writer =
        new PodWriter(
            spool, agent, pod.end(), jvm(pod, spool), plan.random("writer " + pod.label()));
    writers.add(writer);
    return new PodRun(
        pod,
        recorder,
        writer,
        proxy,
        () -> bed.isAnnounced(pod),
        this::beforeDrain,
        plan.random("pauses " + pod.label()));
  }

  private static Optional<RecordedJvm> jvm(RoundPlan.Pod pod, Path spool) throws IOException {
    return pod.jvm()
        ? Optional.of(RecordedJvm.start(Jdks.find(25).orElseThrow(), spool))
        : Optional.empty();
  }

  /** Spark stops its executors before its driver ends, but need not wait for them. */
  private void beforeDrain(RoundPlan.Pod pod) throws InterruptedException {
    if (pod.isDriver()) {
      if (!plan.together()) {
        executors.await();
      }
      Thread.ofVirtual().start(this::endFaultsInDrain);
    }
  }

  private void endFaultsInDrain() {
    try {
      if (!faultsOver.await(FAULTS_IN_DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        executors.await();
        endFaults();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void endFaults() {
    faultsOver.countDown();
    faults.forEach(S3Faults::end);
  }

  private Map<S3Faults.Kind, Integer> hits() {
    Map<S3Faults.Kind, Integer> hits = new EnumMap<>(S3Faults.Kind.class);
    for (S3Faults each : faults) {
      each.hits().forEach((kind, count) -> hits.merge(kind, count, Integer::sum));
    }
    return hits;
  }

  @Override
  public void close() {
    recorders.forEach(RecorderUnderTest::close);
    writers.forEach(PodWriter::close);
    proxies.forEach(FaultProxy::close);
  }
}
