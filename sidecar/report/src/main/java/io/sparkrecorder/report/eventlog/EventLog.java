package io.sparkrecorder.report.eventlog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The facts of an application's event log that a report shows. */
public final class EventLog {
  /** A stage as the log describes it; a time is 0 if the log does not know it. */
  public record StageInfo(String name, long submitted, long completed) {}

  /** The end of an executor, as the driver saw it. */
  public record Removal(long time, String reason) {}

  private static final int MOST_INTERVALS = 400_000;
  private static final int MOST_OPEN_TASKS = 200_000;
  private static final int MOST_NAMED = 100_000;

  private record Running(String executor, Stage stage, long start) {}

  private final Map<Stage, StageInfo> stages = new TreeMap<>();
  private final Map<Integer, Long> queryOfStage = new HashMap<>();
  private final Map<Long, String> queries = new TreeMap<>();
  private final Map<String, StageTimes> executors = new HashMap<>();
  private final Map<String, Removal> removals = new HashMap<>();
  private final Map<String, Long> added = new HashMap<>();
  private final Map<Long, Running> running = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private String appId = "";
  private String appName = "";
  private String sparkVersion = "";
  private long started;
  private long ended;
  private long lastTime;
  private long gap = 1;
  private int tasksSinceMerge;

  void application(String id, String name, long time) {
    appId = id;
    appName = name;
    started = time;
    seen(time);
  }

  void version(String version) {
    sparkVersion = version;
  }

  void applicationEnd(long time) {
    ended = time;
    seen(time);
  }

  void stage(Stage stage, StageInfo info) {
    if (stages.size() < MOST_NAMED || stages.containsKey(stage)) {
      stages.put(stage, info);
    }
    seen(info.submitted());
    seen(info.completed());
  }

  void job(List<Integer> stageIds, long query) {
    for (int id : stageIds) {
      if (queryOfStage.size() < MOST_NAMED) {
        queryOfStage.putIfAbsent(id, query);
      }
    }
  }

  void query(long id, String description) {
    if (queries.size() < MOST_NAMED) {
      queries.put(id, description);
    }
  }

  void executorAdded(String id, long time) {
    if (added.size() < MOST_NAMED) {
      added.putIfAbsent(id, time);
    }
    seen(time);
  }

  void executorRemoved(String id, long time, String reason) {
    if (removals.size() < MOST_NAMED) {
      removals.put(id, new Removal(time, reason));
    }
    seen(time);
  }

  void taskStart(long task, String executor, Stage stage, long time) {
    if (running.size() < MOST_OPEN_TASKS) {
      running.put(task, new Running(executor, stage, time));
    }
    seen(time);
  }

  void taskEnd(long task, String executor, Stage stage, long start, long end) {
    running.remove(task);
    seen(end);
    timesFor(executor).ifPresent(times -> times.add(stage, start, end));
    if (++tasksSinceMerge > MOST_INTERVALS / 2) {
      tasksSinceMerge = 0;
      keepBounded();
    }
  }

  private Optional<StageTimes> timesFor(String executor) {
    if (executors.size() >= MOST_NAMED && !executors.containsKey(executor)) {
      return Optional.empty();
    }
    return Optional.of(executors.computeIfAbsent(executor, absent -> new StageTimes()));
  }

  private void keepBounded() {
    while (executors.values().stream().mapToInt(StageTimes::intervals).sum() > MOST_INTERVALS) {
      gap *= 4;
      executors.values().forEach(times -> times.merge(gap));
    }
  }

  private void seen(long time) {
    lastTime = Math.max(lastTime, time);
  }

  void note(String text) {
    notes.add(text);
  }

  /** Ends the tasks that the log does not end, at the end of their executor or of the log. */
  void finish() {
    running
        .values()
        .forEach(
            task -> {
              Removal removal = removals.get(task.executor());
              long end = removal == null ? lastTime : removal.time();
              timesFor(task.executor())
                  .ifPresent(times -> times.add(task.stage(), task.start(), end));
            });
    running.clear();
    if (gap > 1) {
      notes.add(
          "The event log has so many tasks that gaps of up to %d ms between tasks of one stage count as the stage."
              .formatted(gap));
    }
  }

  /** Whether the log told anything at all. */
  public boolean isEmpty() {
    return started == 0 && executors.isEmpty() && stages.isEmpty();
  }

  public String appId() {
    return appId;
  }

  public Optional<String> appName() {
    return text(appName);
  }

  public Optional<String> sparkVersion() {
    return text(sparkVersion);
  }

  private static Optional<String> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** Start of the application in milliseconds, or 0. */
  public long started() {
    return started;
  }

  /** End of the application in milliseconds, or 0 if the log does not know it. */
  public long ended() {
    return ended;
  }

  public Optional<StageInfo> stage(Stage stage) {
    return Optional.ofNullable(stages.get(stage));
  }

  /** The SQL execution that a stage belongs to. */
  public Optional<Long> query(Stage stage) {
    return Optional.ofNullable(queryOfStage.get(stage.id()));
  }

  public Optional<String> description(long query) {
    return Optional.ofNullable(queries.get(query));
  }

  public Optional<Removal> removal(String executor) {
    return Optional.ofNullable(removals.get(executor));
  }

  public Optional<Long> added(String executor) {
    return Optional.ofNullable(added.get(executor));
  }

  /** When tasks ran on an executor; empty if none did. */
  public Optional<StageTimes> timesOn(String executor) {
    return Optional.ofNullable(executors.get(executor));
  }

  /** Remarks for people about parts that were not read. */
  public List<String> notes() {
    return List.copyOf(notes);
  }
}
