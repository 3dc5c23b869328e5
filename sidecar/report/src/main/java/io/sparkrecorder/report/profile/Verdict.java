package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.application.Application;
import io.sparkrecorder.report.fold.Folded;
import io.sparkrecorder.report.fold.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sentences about an application, each computed from the rows of its profile. */
final class Verdict {
  private static final int MOST_BAD_PODS = 3;
  private static final double FAR = 0.3;
  private static final double MUCH_COLLECTION = 0.1;
  private static final double MOST_OF_A_STAGE = 0.6;
  private static final double MUCH_OF_THE_PROFILER = 0.02;
  private static final long ENOUGH = 100;

  private final Application application;
  private final Ends ends;
  private final List<PodReport> pods;
  private final Folded folded;
  private final StageTable stages;
  private final Distances distances;
  private final List<String> sentences = new ArrayList<>();

  private Verdict(
      Application application,
      Ends ends,
      List<PodReport> pods,
      Folded folded,
      StageTable stages,
      Distances distances) {
    this.application = application;
    this.ends = ends;
    this.pods = pods;
    this.folded = folded;
    this.stages = stages;
    this.distances = distances;
  }

  /**
   * Judges.
   *
   * @param ends ends of all pods
   * @param pods pods with rows of their own, and the one row of the others if there is one
   */
  static List<String> of(
      Application application,
      Ends ends,
      List<PodReport> pods,
      Folded folded,
      StageTable stages,
      Distances distances) {
    Verdict verdict = new Verdict(application, ends, pods, folded, stages, distances);
    verdict.ends();
    verdict.gaps();
    verdict.skew();
    verdict.outlier();
    verdict.collection();
    verdict.hottest();
    return verdict.sentences;
  }

  private void ends() {
    List<PodReport> bad = pods.stream().filter(pod -> pod.ended().isBad()).toList();
    bad.stream().limit(MOST_BAD_PODS).forEach(this::end);
    if (ends.bad() > MOST_BAD_PODS) {
      sentences.add("%d more pods ended badly.".formatted(ends.bad() - MOST_BAD_PODS));
    }
    if (ends.bad() == 0) {
      sentences.add(
          ends.recording() > 0
              ? "%d of %d pods have no end yet.".formatted(ends.recording(), ends.pods())
              : (ends.known()
                      ? "No pod was killed, lost or failed: %d pods."
                      : "No pod is known to have been killed, lost or failed: %d pods.")
                  .formatted(ends.pods()));
    }
  }

  private void end(PodReport pod) {
    String stage =
        LastStage.of(folded, stages, pods.indexOf(pod))
            .map(value -> " in " + stages.label(value))
            .orElse("");
    String after =
        pod.from().isPresent() && pod.to().isPresent()
            ? " after " + Texts.duration(pod.to().get() - pod.from().get())
            : "";
    String why = pod.ended().text().isEmpty() ? "" : ": " + pod.ended().text();
    sentences.add("%s was %s%s%s%s.".formatted(name(pod), how(pod), stage, after, why));
  }

  private static String how(PodReport pod) {
    return pod.ended().how().equals("failed") ? "ended by a failure" : pod.ended().how();
  }

  private static String name(PodReport pod) {
    String label = pod.pod().label();
    return Character.toUpperCase(label.charAt(0)) + label.substring(1);
  }

  private void gaps() {
    if (application.complete().filter(complete -> !complete).isPresent()) {
      String why = String.join("; ", application.reasons());
      sentences.add(
          "The recordings are not complete%s.".formatted(why.isEmpty() ? "" : ": " + why));
    }
  }

  private void skew() {
    Map<Integer, Map<Integer, Long>> byStage = new HashMap<>();
    for (int row = 0; row < folded.rows(); row++) {
      int stage = stages.of(folded.stage(row));
      if (folded.kind(row) == Kind.CPU.index() && stage >= 0 && stage < stages.stages().size()) {
        byStage
            .computeIfAbsent(stage, absent -> new HashMap<>())
            .merge(folded.pod(row), folded.weight(row), Long::sum);
      }
    }
    byStage.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .filter(entry -> entry.getValue().keySet().stream().noneMatch(this::isMerged))
        .max(Comparator.comparingDouble(entry -> largest(entry.getValue())))
        .ifPresent(entry -> skewed(entry.getKey(), entry.getValue()));
  }

  /** Whether a row stands for many executors. */
  private boolean isMerged(int pod) {
    return pod < pods.size() && pods.get(pod).isMerged();
  }

  /** Stages with few samples do not count. */
  private static double largest(Map<Integer, Long> weights) {
    long sum = weights.values().stream().mapToLong(Long::longValue).sum();
    long most = weights.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return sum < ENOUGH ? 0 : (double) most / sum;
  }

  private void skewed(int stage, Map<Integer, Long> weights) {
    double share = largest(weights);
    if (share < MOST_OF_A_STAGE) {
      return;
    }
    int pod = weights.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    sentences.add(
        "%s did %s of the CPU work of %s, which ran on %d executors."
            .formatted(
                name(pods.get(pod)), Texts.percent(share), stages.label(stage), weights.size()));
  }

  private void outlier() {
    Optional<PodReport> far =
        pods.stream()
            .filter(pod -> pod.distance().isPresent())
            .max(Comparator.comparingDouble(pod -> pod.distance().get()));
    if (far.isEmpty() || far.get().distance().get() < FAR) {
      return;
    }
    int pod = pods.indexOf(far.get());
    int name = distances.distinguishing(pod);
    if (name >= 0) {
      sentences.add(
          "%s differs most from the other executors: %s has %s of its CPU samples, elsewhere %s."
              .formatted(
                  name(far.get()),
                  folded.names().get(name),
                  Texts.percent(distances.share(pod, name)),
                  Texts.percent(distances.shareOfOthers(pod, name))));
    }
  }

  private void collection() {
    pods.stream()
        .filter(pod -> pod.series().gcShare().orElse(0.0) >= MUCH_COLLECTION)
        .max(Comparator.comparingDouble(pod -> pod.series().gcShare().orElse(0.0)))
        .ifPresent(
            pod ->
                sentences.add(
                    "%s spent %s of its time in garbage collection."
                        .formatted(
                            name(pod), Texts.percent(pod.series().gcShare().orElseThrow()))));
  }

  private void hottest() {
    Map<Integer, Long> self = new HashMap<>();
    long sum = 0;
    long profiler = 0;
    for (int row = 0; row < folded.rows(); row++) {
      if (folded.kind(row) == Kind.CPU.index()) {
        int name = folded.nameOf(folded.leaf(row));
        sum += folded.weight(row);
        if (Profiler.owns(folded.names().get(name))) {
          profiler += folded.weight(row);
        } else {
          self.merge(name, folded.weight(row), Long::sum);
        }
      }
    }
    long total = sum;
    self.entrySet().stream()
        .max(Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .ifPresent(
            most ->
                sentences.add(
                    "The hottest frame is %s with %s of the CPU samples."
                        .formatted(
                            folded.names().get(most.getKey()),
                            Texts.percent((double) most.getValue() / total))));
    if (profiler >= MUCH_OF_THE_PROFILER * total && profiler > 0) {
      sentences.add(
          "async-profiler itself has %s of the CPU samples."
              .formatted(Texts.percent((double) profiler / total)));
    }
  }
}
