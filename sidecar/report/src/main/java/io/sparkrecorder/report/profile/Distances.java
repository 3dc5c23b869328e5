package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.fold.Folded;
import io.sparkrecorder.report.fold.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Self weights of frames per pod, for CPU samples: the hottest frame, and how far pods differ. The
 * profiler's own frames do not count.
 */
final class Distances {
  /** With fewer samples chance decides. */
  private static final long LEAST = 20;

  /** Frames with fewer expected samples count as one, as in a chi-squared test. */
  private static final double RARE = 5;

  /** Standard errors beyond which a difference of two shares is not chance. */
  private static final double SURE = 3;

  private final List<Map<Integer, Long>> self;
  private final boolean[] executors;
  private final Map<Integer, Long> all = new HashMap<>();

  /**
   * Adds up.
   *
   * @param self for each pod the self weights of frames by the numbers of their names
   * @param executors for each pod whether it is an executor
   */
  Distances(List<Map<Integer, Long>> self, boolean[] executors) {
    this.self = self;
    this.executors = executors;
    for (int pod = 0; pod < executors.length; pod++) {
      if (executors[pod]) {
        self.get(pod).forEach((name, weight) -> all.merge(name, weight, Long::sum));
      }
    }
  }

  /** Adds up the rows of a profile. */
  static Distances of(Folded folded, boolean[] executors) {
    List<Map<Integer, Long>> self = new ArrayList<>();
    for (int pod = 0; pod < executors.length; pod++) {
      self.add(new HashMap<>());
    }
    for (int row = 0; row < folded.rows(); row++) {
      if (folded.kind(row) == Kind.CPU.index() && folded.pod(row) < executors.length) {
        int name = folded.nameOf(folded.leaf(row));
        if (!Profiler.owns(folded.names().get(name))) {
          self.get(folded.pod(row)).merge(name, folded.weight(row), Long::sum);
        }
      }
    }
    return new Distances(self, executors);
  }

  /** The index of the name with most samples on top, or -1. */
  int hottest(int pod) {
    return self.get(pod).entrySet().stream()
        .max(Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(-1);
  }

  /** The share of a name in a pod's samples. */
  double share(int pod, int name) {
    long sum = sum(self.get(pod));
    return sum == 0 ? 0 : (double) self.get(pod).getOrDefault(name, 0L) / sum;
  }

  /** The share of a name in the samples of all other executors. */
  double shareOfOthers(int pod, int name) {
    long sum = sum(all) - sum(self.get(pod));
    long weight = all.getOrDefault(name, 0L) - self.get(pod).getOrDefault(name, 0L);
    return sum <= 0 ? 0 : (double) weight / sum;
  }

  /** The name whose share is most above that of the other executors, or -1 if none surely is. */
  int distinguishing(int pod) {
    int found = -1;
    double most = 0;
    for (int name : self.get(pod).keySet()) {
      double difference = share(pod, name) - shareOfOthers(pod, name);
      if (difference > most && difference > SURE * standardError(pod, name)) {
        most = difference;
        found = name;
      }
    }
    return found;
  }

  /** The standard error of the difference of two shares, if both have the same expectation. */
  private double standardError(int pod, int name) {
    double own = sum(self.get(pod));
    double others = sum(all) - own;
    double share = all.getOrDefault(name, 0L) / (own + others);
    return Math.sqrt(share * (1 - share) * (1 / own + 1 / others));
  }

  /**
   * The Jensen-Shannon distance of an executor to all others, less what chance alone makes of so
   * few samples; empty with too few samples.
   */
  Optional<Double> distance(int pod) {
    if (!executors[pod]) {
      return Optional.empty();
    }
    Map<Integer, Long> own = self.get(pod);
    double sum = sum(all);
    double ownSum = sum(own);
    double otherSum = sum - ownSum;
    if (ownSum < LEAST || otherSum < LEAST) {
      return Optional.empty();
    }
    double fewer = Math.min(ownSum, otherSum);
    double divergence = 0;
    double rareOwn = 0;
    double rareOther = 0;
    int groups = 1;
    for (Map.Entry<Integer, Long> entry : all.entrySet()) {
      double p = own.getOrDefault(entry.getKey(), 0L) / ownSum;
      double q = (entry.getValue() - own.getOrDefault(entry.getKey(), 0L)) / otherSum;
      if (entry.getValue() / sum * fewer < RARE) {
        rareOwn += p;
        rareOther += q;
      } else {
        divergence += parts(p, q);
        groups++;
      }
    }
    divergence = (divergence + parts(rareOwn, rareOther)) / 2;
    double beyond = divergence - chance(groups, ownSum, otherSum);
    return Optional.of(Math.sqrt(Math.min(1, Math.max(0, beyond))));
  }

  /** The divergence in bits that two samples of one distribution have on average. */
  private static double chance(int groups, double own, double others) {
    return (groups - 1) * (1 / own + 1 / others) / (8 * Math.log(2));
  }

  private static double parts(double p, double q) {
    double middle = (p + q) / 2;
    return part(p, middle) + part(q, middle);
  }

  private static double part(double share, double middle) {
    return share == 0 ? 0 : share * Math.log(share / middle) / Math.log(2);
  }

  private static long sum(Map<Integer, Long> weights) {
    return weights.values().stream().mapToLong(Long::longValue).sum();
  }
}
