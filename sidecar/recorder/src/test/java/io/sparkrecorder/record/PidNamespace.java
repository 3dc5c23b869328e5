package io.sparkrecorder.record;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A namespace of process ids, as each container has: its first process is PID 1. */
final class PidNamespace {
  private static final List<String> AS_ROOT =
      List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");
  private static final List<String> AS_USER =
      Stream.concat(AS_ROOT.stream(), Stream.of("--user", "--map-root-user")).toList();

  private PidNamespace() {}

  /**
   * The prefix of a command that runs in a new namespace; skips the test if none can be created.
   */
  static List<String> command() throws IOException, InterruptedException {
    List<String> command = works(AS_ROOT) ? AS_ROOT : AS_USER;
    assumeThat(works(command)).as("a PID namespace needs root or user namespaces").isTrue();
    return command;
  }

  private static boolean works(List<String> command) throws InterruptedException {
    try {
      List<String> attempt = Stream.concat(command.stream(), Stream.of("true")).toList();
      return new ProcessBuilder(attempt).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** PID 1 of the namespace that this process created. */
  static ProcessHandle first(ProcessHandle unshare) {
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> unshare.children().findFirst().isPresent());
    return unshare.children().findFirst().orElseThrow();
  }
}
