package io.sparkrecorder.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupts the demo at several moments, as Ctrl-C or SIGTERM might. */
class InterruptedDemoTest {
  /**
   * Interrupts once this many processes run, from the S3 server alone to executors and their
   * recorders.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7})
  void interrupted_demo_leaves_no_process_behind(int processes) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Demo.class.getName());
    Path folder = Project.find().root().resolve("ci/demo/target/interrupted");
    builder.environment().put("DEMO_DIR", folder.toString());
    builder.environment().remove("KEEP");
    Process demo = builder.redirectErrorStream(true).redirectOutput(new File("/dev/null")).start();
    try {
      assertThat(
              Waiting.until(() -> demo.descendants().count() >= processes, Duration.ofMinutes(2)))
          .as("%d processes run", processes)
          .isTrue();
      List<ProcessHandle> started = demo.descendants().toList();

      demo.destroy();

      assertThat(demo.waitFor(10, TimeUnit.SECONDS)).as("the demo ends").isTrue();
      Waiting.until(
          () -> started.stream().noneMatch(ProcessHandle::isAlive), Duration.ofSeconds(2));
      assertThat(started.stream().filter(ProcessHandle::isAlive).map(ProcessHandle::info).toList())
          .as("processes left")
          .isEmpty();
    } finally {
      demo.destroyForcibly();
    }
  }
}
