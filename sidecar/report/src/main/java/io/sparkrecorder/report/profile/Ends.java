package io.sparkrecorder.report.profile;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many pods ended how, those without their own rows included.
 *
 * @param known whether the end of every pod is known
 */
record Ends(int pods, long bad, long recording, boolean known) {
  static Ends of(List<PodReport> pods) {
    return new Ends(
        pods.size(),
        pods.stream().filter(pod -> pod.ended().isBad()).count(),
        pods.stream().filter(pod -> pod.ended().how().equals("recording")).count(),
        pods.stream().allMatch(pod -> pod.ended().isKnown()));
  }

  /** How many of these pods ended how, such as {@code 3 stopped, 9 succeeded}. */
  static String text(List<PodReport> pods) {
    Map<String, Long> counts =
        pods.stream()
            .collect(
                Collectors.groupingBy(
                    pod -> pod.ended().how(), TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> String.format(Locale.ROOT, "%,d %s", entry.getValue(), entry.getKey()))
        .collect(Collectors.joining(", "));
  }
}
