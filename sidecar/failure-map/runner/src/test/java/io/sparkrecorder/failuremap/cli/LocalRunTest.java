package io.sparkrecorder.failuremap.cli;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.results.ResultsFolder;
import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.ProjectFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs real experiments on this machine, each in a process of its own; takes minutes. */
@Tag("long")
class LocalRunTest {
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Path MODULES = ProjectFolder.find().root().resolve("sidecar/failure-map");

  @TempDir private Path folder;
  private final List<Process> runners = new ArrayList<>();

  @AfterEach
  void end() {
    runners.forEach(Process::destroyForcibly);
  }

  @Test
  void each_class_of_this_machine_is_told_with_its_recording() throws Exception {
    Process runner =
        run("id: classes\nbuild: [64m, 1g]\nskew: {hotKey: 0.5}\nrepeats: 1\nboundaryFactor: 16\n");

    assertThat(exit(runner)).isZero();
    List<Run> runs = runs("classes");
    assertThat(runs.stream().collect(toMap(Run::name, Run::outcome)))
        .isEqualTo(
            Map.of(
                "broadcast-h512m-b64m-hot0.5", Outcome.OK,
                "broadcast-h512m-b1024m-hot0.5", Outcome.BROADCAST_LIMIT,
                "shuffle-hash-h512m-b64m-hot0.5", Outcome.OK,
                "shuffle-hash-h512m-b1024m-hot0.5", Outcome.TASK_OOM,
                "sort-merge-h512m-b64m-hot0.5", Outcome.OK,
                "sort-merge-h512m-b1024m-hot0.5", Outcome.JVM_OOM));
    assertThat(runs)
        .filteredOn(run -> run.outcome() == Outcome.JVM_OOM)
        .flatExtracting(Run::executors)
        .filteredOn(executor -> executor.exitCode().isPresent())
        .allSatisfy(
            dead -> {
              assertThat(dead.exitCode()).hasValue(52);
              assertThat(dead.recordings())
                  .singleElement()
                  .satisfies(
                      recording ->
                          assertThat(events(Path.of(recording.uri())))
                              .contains("jdk.ExecutionSample")
                              .doesNotContain("jdk.InitialEnvironmentVariable"));
            })
        .isNotEmpty();
  }

  @Test
  void killed_runner_leaves_no_jvm_and_goes_on_without_a_second_run() throws Exception {
    String experiment =
        "id: killed\nbuild: [32m, 64m, 512m]\njoin: shuffle-hash\nskew: none\nrepeats: 1\nboundaryFactor: 16\n";
    Process first = run(experiment);
    await().atMost(PATIENCE).until(() -> !documents("killed").isEmpty());
    first.destroyForcibly().waitFor();
    await().atMost(PATIENCE).until(() -> jvms().isEmpty());
    Map<Path, String> finished = documents("killed");

    assertThat(exit(run(experiment))).isZero();

    assertThat(finished).isNotEmpty();
    assertThat(finished.size()).isLessThan(3);
    assertThat(documents("killed")).hasSize(3).containsAllEntriesOf(finished);
    assertThat(runs("killed"))
        .extracting(Run::name, Run::number, Run::outcome)
        .containsExactlyInAnyOrder(
            tuple("shuffle-hash-h512m-b32m-hot0", 1, Outcome.OK),
            tuple("shuffle-hash-h512m-b64m-hot0", 1, Outcome.OK),
            tuple("shuffle-hash-h512m-b512m-hot0", 1, Outcome.TASK_OOM));
  }

  @Test
  void other_plan_is_told_and_leaves_a_gap() throws Exception {
    Process runner =
        run(
            "id: other\nbuild: 2m\njoin: shuffle-hash\nskew: none\nspark: {spark.sql.optimizer.disableHints: true}\n");

    assertThat(exit(runner)).isEqualTo(Exit.GAPS);
    assertThat(runs("other")).hasSize(3).allMatch(run -> run.outcome() == Outcome.OTHER_PLAN);
  }

  private Process run(String experiment) throws IOException {
    Path yaml = Files.writeString(folder.resolve("experiment.yaml"), experiment);
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home")).resolve("bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                yaml.toString(),
                "--results",
                folder.toString(),
                "--job",
                MODULES.resolve("job/target/failure-map-job.jar").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile()));
    builder.environment().put("SPARK_HOME", spark().toString());
    builder.environment().put("SPARK_JAVA_HOME", jdk().toString());
    Process runner = builder.start();
    runners.add(runner);
    return runner;
  }

  private static Path spark() throws IOException {
    try (Stream<Path> homes = Files.list(MODULES.resolve("job/spark-4.1/target"))) {
      return homes
          .filter(home -> home.getFileName().toString().startsWith("spark-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Path jdk() {
    return Jdks.find(17).or(() -> Jdks.find(21)).or(() -> Jdks.find(25)).orElseThrow();
  }

  private static int exit(Process runner) {
    await().atMost(PATIENCE).until(() -> !runner.isAlive());
    return runner.exitValue();
  }

  private List<Run> runs(String id) throws IOException {
    return new ResultsFolder(folder.resolve(id)).runs().runs();
  }

  private Map<Path, String> documents(String id) throws IOException {
    Path runs = folder.resolve(id).resolve("runs");
    if (!Files.isDirectory(runs)) {
      return Map.of();
    }
    try (Stream<Path> files = Files.list(runs)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .collect(toMap(file -> file, LocalRunTest::text));
    }
  }

  private static Set<String> events(Path recording) throws IOException {
    try (RecordingFile file = new RecordingFile(recording)) {
      Set<String> names = new TreeSet<>();
      while (file.hasMoreEvents()) {
        names.add(file.readEvent().getEventType().getName());
      }
      return names;
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JVMs of drivers and executors in this test's folder. */
  private List<ProcessHandle> jvms() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(folder.toString()))
        .toList();
  }
}
