package io.sparkrecorder.report.read;

import io.sparkrecorder.report.fold.Cube;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedThread;

/** Groups the threads of a recording by their names without numbers. */
final class ThreadGroups {
  /** The name that JFR keeps of Spark's task threads, whatever task they run. */
  private static final String TASK_WORKER = "Executor task launch worker";

  static final String TASKS = "task threads";
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final int LONGEST = 60;
  private static final int MOST_CACHED = 10_000;

  /** A thread's group, and JFR's number of the thread if it runs tasks; otherwise -1. */
  record Known(int group, long taskThread) {}

  private final Cube cube;
  private final Map<Long, Known> known = new HashMap<>();

  ThreadGroups(Cube cube) {
    this.cube = cube;
  }

  Known of(RecordedThread thread) {
    if (thread == null) {
      return new Known(cube.thread("other threads"), -1);
    }
    Known found = known.get(thread.getId());
    if (found != null) {
      return found;
    }
    Known made = make(thread);
    if (known.size() < MOST_CACHED) {
      known.put(thread.getId(), made);
    }
    return made;
  }

  private Known make(RecordedThread thread) {
    String name = thread.getJavaName() == null ? thread.getOSName() : thread.getJavaName();
    if (name == null || name.isBlank()) {
      return new Known(cube.thread("other threads"), -1);
    }
    if (name.startsWith(TASK_WORKER)) {
      return new Known(cube.thread(TASKS), thread.getId());
    }
    String group = NUMBER.matcher(name).replaceAll("#");
    return new Known(
        cube.thread(group.length() <= LONGEST ? group : group.substring(0, LONGEST)), -1);
  }
}
