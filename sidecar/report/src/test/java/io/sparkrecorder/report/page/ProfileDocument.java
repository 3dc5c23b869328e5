package io.sparkrecorder.report.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;

/**
 * A document of page data that a test builds row by row, so that the test knows every sum in it.
 */
final class ProfileDocument {
  /** One row of the samples; {@code node} is the leaf. */
  record Row(int pod, int kind, int bucket, int stage, int thread, int node, long weight) {}

  private record Edge(int parent, int name) {}

  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> nameIndex = new HashMap<>();
  private final List<Integer> parents = new ArrayList<>(List.of(0));
  private final List<Integer> nodeNames = new ArrayList<>();
  private final Map<Edge, Integer> nodes = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();

  ProfileDocument() {
    nodeNames.add(name(""));
  }

  ProfileDocument with(String field, Object value) {
    fields.put(field, value);
    return this;
  }

  int name(String name) {
    return nameIndex.computeIfAbsent(
        name,
        absent -> {
          names.add(absent);
          return names.size() - 1;
        });
  }

  /** Returns the node of a stack, root first. */
  int stack(List<String> frames) {
    int node = 0;
    for (String frame : frames) {
      node = child(node, frame);
    }
    return node;
  }

  int child(int parent, String frame) {
    return nodes.computeIfAbsent(
        new Edge(parent, name(frame)),
        edge -> {
          parents.add(edge.parent());
          nodeNames.add(edge.name());
          return parents.size() - 1;
        });
  }

  int nodeCount() {
    return parents.size();
  }

  void add(Row row) {
    rows.add(row);
  }

  List<Row> rows() {
    return rows;
  }

  long sum(Predicate<Row> filter) {
    return rows.stream().filter(filter).mapToLong(Row::weight).sum();
  }

  /** Sums the rows whose stack holds this frame. */
  long sumBelow(String frame, Predicate<Row> filter) {
    return sum(filter.and(row -> frames(row.node()).contains(frame)));
  }

  /** Returns the frames of a node, leaf first. */
  List<String> frames(int node) {
    List<String> frames = new ArrayList<>();
    for (int n = node; n != 0; n = parents.get(n)) {
      frames.add(names.get(nodeNames.get(n)));
    }
    return frames;
  }

  byte[] gzipped() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(json().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  String json() {
    StringBuilder out = new StringBuilder(1 << 20);
    write(out, document());
    return out.toString();
  }

  private Map<String, Object> document() {
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort(
        Comparator.comparingInt(Row::pod).thenComparingInt(Row::kind).thenComparingInt(Row::node));
    Map<String, Object> document = new LinkedHashMap<>(fields);
    document.put("names", names);
    document.put(
        "tree",
        Map.of(
            "parent",
            LongStream.range(0, parents.size()).map(i -> i - parents.get((int) i)).toArray(),
            "name",
            nodeNames));
    Map<String, Object> samples = new LinkedHashMap<>();
    samples.put("pod", sorted.stream().mapToLong(Row::pod).toArray());
    samples.put("kind", sorted.stream().mapToLong(Row::kind).toArray());
    samples.put("bucket", sorted.stream().mapToLong(Row::bucket).toArray());
    samples.put("stage", sorted.stream().mapToLong(Row::stage).toArray());
    samples.put("thread", sorted.stream().mapToLong(Row::thread).toArray());
    samples.put("node", deltas(sorted.stream().mapToLong(Row::node).toArray()));
    samples.put("weight", sorted.stream().mapToLong(Row::weight).toArray());
    document.put("samples", samples);
    document.put("totals", totals());
    return document;
  }

  private List<Map<String, Object>> totals() {
    return rows.stream().collect(Collectors.groupingBy(Row::kind)).entrySet().stream()
        .map(
            entry -> {
              long weight = entry.getValue().stream().mapToLong(Row::weight).sum();
              return Map.<String, Object>of(
                  "kind",
                  entry.getKey(),
                  "weight",
                  weight,
                  "samples",
                  entry.getValue().size(),
                  "inFiles",
                  weight);
            })
        .toList();
  }

  private static long[] deltas(long[] values) {
    long[] deltas = values.clone();
    for (int i = 1; i < values.length; i++) {
      deltas[i] = values[i] - values[i - 1];
    }
    return deltas;
  }

  private static void write(StringBuilder out, Object value) {
    switch (value) {
      case null -> out.append("null");
      case ProfileDocument other -> write(out, other.document());
      case Map<?, ?> map -> {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.append(separator);
          string(out, (String) entry.getKey());
          out.append(':');
          write(out, entry.getValue());
          separator = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
      }
      case long[] numbers ->
          out.append(
              LongStream.of(numbers)
                  .mapToObj(Long::toString)
                  .collect(Collectors.joining(",", "[", "]")));
      case List<?> list -> {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
          out.append(i == 0 ? "" : ",");
          write(out, list.get(i));
        }
        out.append(']');
      }
      case String text -> string(out, text);
      default -> out.append(value);
    }
  }

  private static void string(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
