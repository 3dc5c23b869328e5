package io.sparkrecorder.failuremap.outcome;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The facts of an event log, by run. */
public final class ApplicationLog {
  private final Map<String, ExecutorLife> executors = new TreeMap<>();
  private final Map<Integer, String> runOfStage = new HashMap<>();
  private final Map<Integer, String> runOfJob = new HashMap<>();
  private final Map<Long, String> runOfQuery = new HashMap<>();
  private final Map<String, List<TaskEnd>> tasks = new HashMap<>();
  private final Map<String, Map<String, Peaks>> peaks = new HashMap<>();
  private final Map<String, String> queryErrors = new HashMap<>();
  private final Map<String, String> jobErrors = new HashMap<>();
  private String id = "";
  private String sparkVersion = "";

  void version(String version) {
    sparkVersion = version;
  }

  void application(String application) {
    id = application;
  }

  void executorAdded(String executor, long time) {
    executors.put(executor, new ExecutorLife(executor, time, OptionalLong.empty(), ""));
  }

  void executorRemoved(String executor, long time, String reason) {
    long added = executors.containsKey(executor) ? executors.get(executor).added() : 0;
    executors.put(executor, new ExecutorLife(executor, added, OptionalLong.of(time), reason));
  }

  void query(long query, String run) {
    runOfQuery.put(query, run);
  }

  void queryEnd(long query, String error) {
    String run = runOfQuery.get(query);
    if (run != null) {
      queryErrors.put(run, error);
    }
  }

  void job(int job, List<Integer> stages, String run) {
    runOfJob.put(job, run);
    stages.forEach(stage -> runOfStage.put(stage, run));
  }

  void jobFailed(int job, String error) {
    String run = runOfJob.get(job);
    if (run != null) {
      jobErrors.putIfAbsent(run, error);
    }
  }

  void task(TaskEnd task, Peaks measured) {
    String run = runOfStage.get(task.stage());
    if (run != null && !task.resubmitted()) {
      tasks.computeIfAbsent(run, _ -> new ArrayList<>()).add(task);
      measured(task.stage(), task.executor(), measured);
    }
  }

  void measured(int stage, String executor, Peaks measured) {
    String run = runOfStage.get(stage);
    if (run != null) {
      peaks.computeIfAbsent(run, _ -> new HashMap<>()).merge(executor, measured, Peaks::with);
    }
  }

  public String id() {
    return id;
  }

  public String sparkVersion() {
    return sparkVersion;
  }

  /** Whether the log tells the end of the run's query, which Spark writes a moment later. */
  public boolean ended(String run) {
    return queryErrors.containsKey(run);
  }

  List<TaskEnd> tasks(String run) {
    return List.copyOf(tasks.getOrDefault(run, List.of()));
  }

  Peaks peaks(String run, String executor) {
    return peaks.getOrDefault(run, Map.of()).getOrDefault(executor, Peaks.NONE);
  }

  /** The error of the run's query or job; empty if there is none. */
  String error(String run) {
    String query = queryErrors.getOrDefault(run, "");
    return query.isEmpty() ? jobErrors.getOrDefault(run, "") : query;
  }

  List<ExecutorLife> executors() {
    return List.copyOf(executors.values());
  }
}
