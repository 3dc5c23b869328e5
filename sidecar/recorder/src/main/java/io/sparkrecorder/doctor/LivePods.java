package io.sparkrecorder.doctor;

import io.sparkrecorder.config.BadSettings;
import io.sparkrecorder.config.Graces;
import io.sparkrecorder.discovery.Inquiry;
import io.sparkrecorder.discovery.PodShape;
import io.sparkrecorder.discovery.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Looks at the pods of running jobs: their grace as it arrived, and their Spark. */
final class LivePods implements Check {
  private static final String ROLE = "spark-role";
  private static final String APP = "spark-app-selector";
  private static final String VERSION = "spark-version";

  private final Inquiry inquiry;

  LivePods(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  @Override
  public String name() {
    return "grace of live pods";
  }

  @Override
  public void run(Consumer<Finding> findings) {
    Reply<List<PodShape>> reply = inquiry.sparkPods();
    Replies.unusable(name(), reply).ifPresent(findings);
    if (reply instanceof Reply.Given<List<PodShape>>(List<PodShape> pods)) {
      if (pods.isEmpty()) {
        findings.accept(
            Finding.skipped(
                name(),
                "no Spark pod runs in %s now".formatted(inquiry.namespace()),
                "run it again while a job runs"));
        return;
      }
      graces(pods, findings);
      unrecorded(pods).ifPresent(findings);
      SparkLines.of(pods.stream().map(pod -> pod.label(VERSION)).toList()).ifPresent(findings);
    }
  }

  /** Gives each finding once, with the number of pods that it holds for. */
  private void graces(List<PodShape> pods, Consumer<Finding> findings) {
    Map<Finding, Long> found =
        pods.stream()
            .filter(pod -> pod.recorder().isPresent())
            .map(this::grace)
            .collect(
                Collectors.groupingBy(
                    finding -> finding, LinkedHashMap::new, Collectors.counting()));
    found.forEach(
        (finding, count) ->
            findings.accept(
                new Finding(
                    finding.check(),
                    finding.verdict(),
                    "%s (%d pods)".formatted(finding.detail(), count),
                    finding.fix())));
  }

  private Finding grace(PodShape pod) {
    String who = "%s of %s".formatted(pod.label(ROLE), pod.label(APP));
    try {
      Graces graces = Graces.from(pod.recorder().orElse(Map.of()));
      Duration arrived = pod.grace().orElse(Duration.ofSeconds(30));
      if (arrived.compareTo(graces.own()) < 0) {
        return Finding.wrong(
            name(),
            "%s: %d s arrived, its recorder expects %d s"
                .formatted(who, arrived.toSeconds(), graces.own().toSeconds()),
            fix(pod, graces.own()));
      }
      boolean driver = !pod.label(ROLE).equals("executor");
      if (driver && arrived.compareTo(graces.ofDriver()) < 0) {
        return Finding.wrong(
            name(),
            "%s: %d s are too short for executors (%d s), upload (%d s) and 5 s"
                .formatted(
                    who,
                    arrived.toSeconds(),
                    graces.executor().toSeconds(),
                    graces.upload().toSeconds()),
            "set global.grace.driver to at least " + graces.ofDriver().toSeconds());
      }
      return Finding.ok(name(), "%s: %d s".formatted(who, arrived.toSeconds()));
    } catch (BadSettings e) {
      return Finding.wrong(
          name(), who + ": " + String.join("; ", e.problems()), "set the variable as it says");
    }
  }

  /** From 4.1 on Spark overwrites the grace of executors, by default with 30 s. */
  private static String fix(PodShape pod, Duration expected) {
    long seconds = expected.toSeconds();
    if (pod.label(ROLE).equals("executor")) {
      return SparkLines.overwritesGrace(pod.label(VERSION))
          ? "--conf spark.kubernetes.executor.terminationGracePeriodSeconds=" + seconds
          : "set terminationGracePeriodSeconds: %d in the executor's pod template"
              .formatted(seconds);
    }
    return ("set terminationGracePeriodSeconds: %d in the driver's pod template, or"
            + " spec.driver.terminationGracePeriodSeconds of the SparkApplication")
        .formatted(seconds);
  }

  private Optional<Finding> unrecorded(List<PodShape> pods) {
    List<PodShape> without = pods.stream().filter(pod -> pod.recorder().isEmpty()).toList();
    return without.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.warning(
                "recorder in live pods",
                "%d of %d Spark pods have no recorder, such as %s"
                    .formatted(without.size(), pods.size(), without.getFirst().name()),
                "submit the job with the chart spark-application, the pod templates of the"
                    + " workspace, or the label spark-recorder/record: \"true\""));
  }
}
