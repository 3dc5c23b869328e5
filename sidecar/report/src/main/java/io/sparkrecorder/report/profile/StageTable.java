package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.attribute.StageIndex;
import io.sparkrecorder.report.eventlog.EventLog;
import io.sparkrecorder.report.eventlog.Stage;
import io.sparkrecorder.report.fold.Folded;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The stages that have samples, sorted, and the sets of stages that share samples.
 *
 * @param column column of a stage number of the rows: an index of a stage, or their number plus an
 *     index of a shared set; -1 if it has no samples
 */
public record StageTable(
    List<StageRow> stages,
    List<QueryRow> queries,
    List<List<Integer>> shared,
    List<Integer> column) {

  static StageTable of(Folded folded, StageIndex index, Optional<EventLog> log) {
    List<List<Stage>> entries = index.entries();
    BitSet used = new BitSet();
    for (int row = 0; row < folded.rows(); row++) {
      if (folded.stage(row) >= 0) {
        used.set(folded.stage(row));
      }
    }
    TreeSet<Stage> stages = new TreeSet<>();
    used.stream().forEach(entry -> stages.addAll(entries.get(entry)));
    Map<Long, Integer> queryIndex = new TreeMap<>();
    List<QueryRow> queries = queries(stages, log, queryIndex);
    Map<Stage, Integer> stageIndex = new TreeMap<>();
    List<StageRow> rows = new ArrayList<>();
    for (Stage stage : stages) {
      stageIndex.put(stage, rows.size());
      rows.add(row(stage, log, queryIndex));
    }
    List<List<Integer>> shared = new ArrayList<>();
    List<Integer> column = new ArrayList<>(Collections.nCopies(entries.size(), -1));
    used.stream()
        .forEach(
            entry -> {
              List<Integer> indexes = entries.get(entry).stream().map(stageIndex::get).toList();
              if (indexes.size() == 1) {
                column.set(entry, indexes.get(0));
              } else {
                column.set(entry, rows.size() + shared.size());
                shared.add(indexes);
              }
            });
    return new StageTable(rows, queries, shared, column);
  }

  private static List<QueryRow> queries(
      TreeSet<Stage> stages, Optional<EventLog> log, Map<Long, Integer> index) {
    TreeSet<Long> ids = new TreeSet<>();
    stages.forEach(stage -> log.flatMap(it -> it.query(stage)).ifPresent(ids::add));
    List<QueryRow> queries = new ArrayList<>();
    for (long id : ids) {
      index.put(id, queries.size());
      queries.add(new QueryRow(id, log.flatMap(it -> it.description(id)).orElse("")));
    }
    return queries;
  }

  private static StageRow row(Stage stage, Optional<EventLog> log, Map<Long, Integer> queries) {
    Optional<EventLog.StageInfo> info = log.flatMap(it -> it.stage(stage));
    return new StageRow(
        stage.id(),
        stage.attempt(),
        info.map(EventLog.StageInfo::name).filter(name -> !name.isEmpty()),
        log.flatMap(it -> it.query(stage)).map(queries::get).orElse(-1),
        info.map(EventLog.StageInfo::submitted).filter(time -> time > 0),
        info.map(EventLog.StageInfo::completed).filter(time -> time > 0));
  }

  /** The column's value for a row of the profile. */
  public int of(int stageOfRow) {
    return stageOfRow < 0 ? -1 : column.get(stageOfRow);
  }

  /** A value of the column as people name it. */
  public String label(int value) {
    if (value < 0) {
      return "no stage";
    }
    if (value < stages.size()) {
      return stages.get(value).label();
    }
    List<String> names =
        shared.get(value - stages.size()).stream().map(it -> "" + stages.get(it).id()).toList();
    return "stages %s (shared)".formatted(String.join(", ", names));
  }
}
