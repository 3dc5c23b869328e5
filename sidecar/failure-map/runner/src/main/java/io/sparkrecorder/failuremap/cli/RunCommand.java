package io.sparkrecorder.failuremap.cli;

import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.experiment.ExperimentFields;
import io.sparkrecorder.failuremap.results.ExperimentDocument;
import io.sparkrecorder.failuremap.results.ResultsFolder;
import io.sparkrecorder.failuremap.run.LocalApplications;
import io.sparkrecorder.failuremap.run.Processes;
import io.sparkrecorder.failuremap.run.Runner;
import io.sparkrecorder.failuremap.run.SparkHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code failure-map run}: runs an experiment on this machine. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Run an experiment on this machine, in Spark's local cluster: real JVMs, no limit of memory but the heap.",
      "A command that was interrupted or killed goes on: finished runs are never made again."
    },
    footer = {
      "",
      "SPARK_HOME names a Spark distribution, SPARK_JAVA_HOME the JDK that runs it.",
      "",
      "Exit codes: 0, 1 the machine failed some cells or Spark does not start, 2 wrong use.",
      "",
      "Examples:",
      "  failure-map run sidecar/failure-map/experiments/laptop.yaml",
      "  failure-map run grid.yaml --results /data/maps"
    })
final class RunCommand implements Callable<Integer> {
  @ParentCommand private CommandLines parent;
  @Spec private CommandSpec spec;
  @Mixin private ExperimentFile file;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      description = "Folder with one folder per experiment; default ${DEFAULT-VALUE}.")
  private Path results = Path.of("failure-map");

  @Option(
      names = "--job",
      paramLabel = "JAR",
      required = true,
      description = "The job's jar; the launcher sets it.")
  private Path job;

  @Option(
      names = "--spark",
      paramLabel = "DIR",
      description = "Spark distribution; default SPARK_HOME.")
  private Path spark;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Experiment experiment = file.read();
    SparkHome home = SparkHome.of(home(), java());
    ResultsFolder folder = new ResultsFolder(results.resolve(experiment.id()));
    Files.createDirectories(folder.path());
    try (FileChannel channel = lockFile(folder);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new WrongUse("%s: another failure-map run uses this folder".formatted(folder.path()));
      }
      store(folder, experiment, home);
      refuseUnread(folder);
      return run(experiment, home, folder);
    }
  }

  /** A run that is not read would be made again, and its document be replaced. */
  private static void refuseUnread(ResultsFolder folder) throws IOException {
    List<String> unread = folder.runs().unread();
    if (!unread.isEmpty()) {
      throw new WrongUse(
          "%s has runs that cannot be read. Use the failure-map that made them, or delete them:\n%s"
              .formatted(folder.path().resolve("runs"), String.join("\n", unread)));
    }
  }

  private static FileChannel lockFile(ResultsFolder folder) throws IOException {
    return FileChannel.open(
        folder.path().resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private int run(Experiment experiment, SparkHome home, ResultsFolder folder)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Processes processes = new Processes()) {
      Thread hook = new Thread(processes::close, "end-applications");
      Runtime.getRuntime().addShutdownHook(hook);
      LocalApplications applications =
          new LocalApplications(
              home, job.toAbsolutePath(), experiment, folder.path().resolve("work"), processes);
      boolean gaps = new Runner(experiment, applications, folder, new ProgressLines(out)).run();
      out.println("results: " + folder.path());
      if (!folder.runs().runs().isEmpty()) {
        out.println("report: " + ReportFiles.write(folder, ReportFiles.load(folder).map()));
      }
      return gaps ? Exit.GAPS : Exit.OK;
    }
  }

  private void store(ResultsFolder folder, Experiment experiment, SparkHome home)
      throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>(ExperimentFields.of(experiment));
    fields.put("spark", home.version());
    fields.put("machine", machine());
    fields.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    List<String> differences = ExperimentDocument.store(folder, fields);
    if (!differences.isEmpty()) {
      throw new WrongUse(
          "%s holds runs of another experiment, which differs in %s: give this one another id, or another --results"
              .formatted(folder.path(), String.join(", ", differences)));
    }
  }

  private static Map<String, Object> machine() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("kind", "local");
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      machine.put("memoryBytes", system.getTotalMemorySize());
    }
    return machine;
  }

  private Path home() {
    return Optional.ofNullable(spark)
        .or(() -> variable("SPARK_HOME"))
        .orElseThrow(
            () -> new WrongUse("no Spark: set SPARK_HOME to a distribution of Spark 3.5 or later"));
  }

  private Path java() {
    return variable("SPARK_JAVA_HOME").orElseGet(() -> Path.of(System.getProperty("java.home")));
  }

  private Optional<Path> variable(String name) {
    return Optional.ofNullable(parent.environment().get(name))
        .filter(value -> !value.isEmpty())
        .map(Path::of);
  }
}
