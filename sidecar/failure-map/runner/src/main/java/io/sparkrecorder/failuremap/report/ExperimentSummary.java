package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.failuremap.model.Run;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The facts about an experiment that the page shows.
 *
 * @param machine cores, memory and kind of the place where it ran; empty if the experiment does not
 *     tell
 */
public record ExperimentSummary(
    String id, String created, String machine, String spark, String java, long seed) {

  /**
   * Completes the stored experiment from the runs.
   *
   * @param folder the name that counts if the experiment has none
   * @param document its fields; none if it is not known
   */
  public static ExperimentSummary of(String folder, Map<String, Object> document, List<Run> runs) {
    return new ExperimentSummary(
        text(document, "id", folder),
        text(document, "created", ""),
        machine(document),
        distinct(runs.stream().map(Run::spark).toList()),
        distinct(runs.stream().map(Run::java).toList()),
        document.get("seed") instanceof Number seed
            ? seed.longValue()
            : runs.stream().mapToLong(Run::seed).findFirst().orElse(0));
  }

  private static String text(Map<String, Object> document, String name, String otherwise) {
    return document.get(name) instanceof String text ? text : otherwise;
  }

  private static String machine(Map<String, Object> document) {
    if (!(document.get("machine") instanceof Map<?, ?> fields)) {
      return "";
    }
    return fields.entrySet().stream()
        .filter(field -> field.getValue() instanceof String || field.getValue() instanceof Number)
        .map(field -> field.getKey() + " " + value(field))
        .collect(Collectors.joining(", "));
  }

  private static String value(Map.Entry<?, ?> field) {
    return String.valueOf(field.getKey()).endsWith("Bytes")
            && field.getValue() instanceof Number bytes
        ? Texts.bytes(bytes.doubleValue())
        : String.valueOf(field.getValue());
  }

  private static String distinct(List<String> values) {
    return String.join(", ", new TreeSet<>(values));
  }
}
