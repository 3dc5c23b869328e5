package io.sparkrecorder.failuremap.report;

import com.fasterxml.jackson.jr.ob.JSON;
import io.sparkrecorder.failuremap.model.ExecutorRun;
import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.report.statistics.Interval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The figures of the page as JSON. Quantities that are not known are absent. */
final class PageData {
  private static final int EVIDENCE_LENGTH = 400;

  private final FailureMap map;
  private final List<MapCell> cells;
  private final IdentityHashMap<MapCell, Integer> numbers = new IdentityHashMap<>();

  private PageData(FailureMap map) {
    this.map = map;
    cells = map.cells();
    for (int i = 0; i < cells.size(); i++) {
      numbers.put(cells.get(i), i);
    }
  }

  static byte[] json(FailureMap map) {
    try {
      return JSON.std.asString(new PageData(map).document()).getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcomes", outcomes());
    document.put("panels", panels());
    document.put("cells", cells.stream().map(PageData::cell).toList());
    document.put("successes", map.successes().stream().map(this::success).toList());
    return document;
  }

  private static Map<String, Object> outcomes() {
    Map<String, Object> outcomes = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(
          outcome.name(),
          Map.of(
              "letter", OutcomeText.letter(outcome),
              "meaning", OutcomeText.meaning(outcome),
              "verdict", outcome.verdict().name()));
    }
    return outcomes;
  }

  private List<Map<String, Object>> panels() {
    return map.series().stream()
        .collect(
            Collectors.groupingBy(
                it -> it.series().join(), LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(
            entry -> {
              List<Long> columns =
                  entry.getValue().stream()
                      .flatMap(it -> it.cells().stream())
                      .map(cell -> cell.cell().buildBytes())
                      .distinct()
                      .sorted()
                      .toList();
              Map<String, Object> panel = new LinkedHashMap<>();
              panel.put("join", entry.getKey().id());
              panel.put("label", Series.joinLabel(entry.getKey()));
              panel.put("columns", columns);
              panel.put(
                  "series", entry.getValue().stream().map(it -> series(it, columns)).toList());
              return panel;
            })
        .toList();
  }

  private Map<String, Object> series(SeriesResult result, List<Long> columns) {
    Map<Shape, List<MapCell>> rows =
        result.cells().stream()
            .collect(
                Collectors.groupingBy(
                    cell -> cell.cell().shape(), LinkedHashMap::new, Collectors.toList()));
    return Map.of(
        "label",
        result.series().rowsLabel(),
        "rows",
        rows.entrySet().stream()
            .sorted(
                Map.Entry.comparingByKey(
                    Comparator.comparingLong(Shape::heapBytes)
                        .thenComparingLong(Shape::overheadBytes)))
            .map(row -> row(result, row.getKey(), row.getValue(), columns))
            .toList());
  }

  private Map<String, Object> row(
      SeriesResult result, Shape shape, List<MapCell> cells, List<Long> columns) {
    Map<Long, MapCell> bySize =
        cells.stream()
            .collect(Collectors.toMap(cell -> cell.cell().buildBytes(), cell -> cell, (a, b) -> a));
    List<Integer> places = new ArrayList<>();
    for (long column : columns) {
      MapCell cell = bySize.get(column);
      places.add(cell == null ? -1 : numbers.get(cell));
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("heap", shape.heapBytes());
    row.put("overhead", shape.overheadBytes());
    row.put("boundary", boundary(result.boundaryAt(shape.heapBytes())));
    row.put("cells", places);
    return row;
  }

  private static Map<String, Object> boundary(RowBoundary boundary) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", boundary.text());
    switch (boundary) {
      case RowBoundary.At at -> {
        fields.put("at", at.bytes());
        if (at.band().hasLow()) {
          fields.put("low", at.band().low());
        }
        if (at.band().hasHigh()) {
          fields.put("high", at.band().high());
        }
      }
      case RowBoundary.Above above -> fields.put("above", above.largestBytes());
      case RowBoundary.Below below -> fields.put("below", below.smallestBytes());
      case RowBoundary.Unknown unknown -> {}
    }
    return fields;
  }

  private static Map<String, Object> cell(MapCell cell) {
    Interval interval = cell.failures().interval();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", cell.name());
    fields.put("join", Series.joinLabel(cell.series().join()));
    fields.put("series", cell.series().rowsLabel());
    fields.put("heap", cell.cell().shape().heapBytes());
    fields.put("overhead", cell.cell().shape().overheadBytes());
    fields.put("build", cell.cell().buildBytes());
    fields.put("outcome", cell.outcome().name());
    fields.put("failed", cell.failures().hits());
    fields.put("counted", cell.failures().counted());
    fields.put("low", rounded(interval.low()));
    fields.put("high", rounded(interval.high()));
    put(fields, "heapShare", cell, Measures::heapShare);
    put(fields, "memoryShare", cell, Measures::memoryShare);
    put(fields, "spilled", cell, it -> OptionalDouble.of(it.spilledBytes()));
    put(fields, "gcShare", cell, Measures::gcShare);
    put(fields, "seconds", cell, it -> OptionalDouble.of(it.wallSeconds()));
    put(fields, "cost", cell, it -> OptionalDouble.of(it.costGibSeconds()));
    fields.put("runs", cell.runs().stream().map(PageData::run).toList());
    return fields;
  }

  private static void put(
      Map<String, Object> fields,
      String name,
      MapCell cell,
      Function<Measures, OptionalDouble> quantity) {
    Measures.median(cell.runs(), quantity).ifPresent(value -> fields.put(name, rounded(value)));
  }

  /** Keeps the page small: no figure is known more exactly. */
  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  private static Map<String, Object> run(Run run) {
    Measures measures = Measures.of(run);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("number", run.number());
    fields.put("phase", run.phase().id());
    fields.put("outcome", run.outcome().name());
    fields.put("where", run.where().id());
    fields.put("evidence", clipped(run.evidence()));
    fields.put("plan", run.plan());
    fields.put("application", run.application());
    fields.put("started", run.started().toString());
    fields.put("seconds", measures.wallSeconds());
    fields.put("cost", rounded(measures.costGibSeconds()));
    fields.put("spilled", measures.spilledBytes());
    fields.put("executors", run.executors().stream().map(PageData::executor).toList());
    return fields;
  }

  private static Map<String, Object> executor(ExecutorRun executor) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", executor.id());
    executor.removed().map(Instant::toString).ifPresent(it -> fields.put("removed", it));
    executor.exitCode().ifPresent(code -> fields.put("exit", code));
    fields.put("reason", clipped(executor.reason()));
    fields.put("heapPeak", executor.heapPeakBytes());
    fields.put("rssPeak", executor.rssPeakBytes());
    fields.put("limit", executor.limitBytes());
    fields.put("gcSeconds", executor.gcMillis() / 1000.0);
    fields.put(
        "recordings",
        executor.recordings().stream().map(it -> List.of(it.uri(), it.state())).toList());
    fields.put("command", executor.command());
    return fields;
  }

  private static String clipped(String text) {
    return text.length() <= EVIDENCE_LENGTH ? text : text.substring(0, EVIDENCE_LENGTH) + "…";
  }

  private Map<String, Object> success(Success success) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("work", success.work());
    fields.put("build", success.buildBytes());
    fields.put("cell", numbers.get(success.cell()));
    fields.put("runs", success.goodRuns());
    fields.put("seconds", rounded(success.median().seconds()));
    fields.put("cost", rounded(success.median().cost()));
    fields.put("front", success.onFront());
    return fields;
  }
}
