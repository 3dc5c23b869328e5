package io.sparkrecorder.faults;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends the processes of the trial together with the trial, even if it is interrupted. */
final class ChildProcesses {
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(ChildProcesses::end, "end-children"));
  }

  private ChildProcesses() {}

  static void add(Process process) {
    RUNNING.removeIf(earlier -> !earlier.isAlive());
    RUNNING.add(process);
  }

  private static void end() {
    RUNNING.forEach(process -> process.toHandle().destroyForcibly());
  }
}
