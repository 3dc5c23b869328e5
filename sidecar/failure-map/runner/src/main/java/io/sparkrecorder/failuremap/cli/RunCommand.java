package io.sparkrecorder.failuremap.cli;

import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.failuremap.experiment.Experiment;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code failure-map run}: runs an experiment on this machine, or on a cluster. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Run an experiment on this machine, in Spark's local cluster: real JVMs, no limit of memory"
          + " but the heap.",
      "With --on cluster, run it on Kubernetes: recorded SparkApplications, results in S3.",
      "A command that was interrupted or killed goes on: finished runs are never made again."
    },
    footer = {
      "",
      "SPARK_HOME names a Spark distribution, SPARK_JAVA_HOME the JDK that runs it.",
      "On a cluster, RECORDER_S3_* and AWS_* name the server and the credentials, as for `recorder"
          + " ls`.",
      "",
      "Exit codes: 0, 1 some cells have no run that counts or Spark does not start, 2 wrong use.",
      "",
      "Examples:",
      "  failure-map run sidecar/failure-map/experiments/laptop.yaml",
      "  failure-map run grid.yaml --results /data/maps",
      "  failure-map run grid.yaml --on cluster --application app.yaml --results"
          + " s3://BUCKET/PREFIX/failure-map"
    })
final class RunCommand implements Callable<Integer> {
  @ParentCommand private CommandLines parent;
  @Spec private CommandSpec spec;
  @Mixin private ExperimentFile file;

  /** Where applications run. */
  enum On {
    LOCAL,
    CLUSTER
  }

  @Option(
      names = "--on",
      paramLabel = "PLACE",
      description = "local or cluster; default ${DEFAULT-VALUE}.")
  private String on = "local";

  @Option(
      names = "--results",
      paramLabel = "PLACE",
      description =
          "Folder, or s3://BUCKET/PREFIX, with one folder per experiment; default failure-map, on a"
              + " cluster FAILURE_MAP_RESULTS.")
  private @Nullable String results;

  @Option(
      names = "--job",
      paramLabel = "JAR",
      description = "The job's jar on this machine; the launcher sets it.")
  private @Nullable Path job;

  @Option(
      names = "--spark",
      paramLabel = "DIR",
      description = "Spark distribution on this machine; default SPARK_HOME.")
  private @Nullable Path spark;

  @ArgGroup(exclusive = false, heading = "%nOptions of --on cluster:%n")
  private ClusterOptions cluster = new ClusterOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Experiment experiment = file.read();
    return switch (on()) {
      case CLUSTER ->
          new ClusterRun(experiment, cluster, parent.environment(), spec.commandLine().getOut())
              .run(bucket());
      case LOCAL -> local(experiment);
    };
  }

  private On on() {
    try {
      return On.valueOf(on.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new WrongUse("--on %s: expected local or cluster".formatted(on));
    }
  }

  private String bucket() {
    return Optional.ofNullable(results)
        .or(() -> variable("FAILURE_MAP_RESULTS"))
        .filter(S3Place::is)
        .orElseThrow(
            () ->
                new WrongUse(
                    "results of a cluster are in S3. Give: --results"
                        + " s3://BUCKET/PREFIX/failure-map"));
  }

  private int local(Experiment experiment) throws IOException, InterruptedException {
    if (results != null && S3Place.is(results)) {
      throw new WrongUse("results of this machine are in a folder. Give: --results DIR");
    }
    if (job == null) {
      throw new WrongUse("no job: give --job JAR, or use the launcher failure-map");
    }
    SparkHome home = SparkHome.of(home(), java());
    ResultsFolder folder =
        new ResultsFolder(
            Path.of(results == null ? "failure-map" : results).resolve(experiment.id()));
    Files.createDirectories(folder.path());
    try (FileChannel channel = lockFile(folder);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new WrongUse("%s: another failure-map run uses this folder".formatted(folder.path()));
      }
      String place = folder.path().toString();
      RunResults.store(folder, experiment, home.version(), machine(), place);
      RunResults.refuseUnread(folder, place);
      return run(experiment, home, job, folder);
    }
  }

  private static FileChannel lockFile(ResultsFolder folder) throws IOException {
    return FileChannel.open(
        folder.path().resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private int run(Experiment experiment, SparkHome home, Path jar, ResultsFolder folder)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Processes processes = new Processes()) {
      Thread hook = new Thread(processes::close, "end-applications");
      Runtime.getRuntime().addShutdownHook(hook);
      LocalApplications applications =
          new LocalApplications(
              home, jar.toAbsolutePath(), experiment, folder.path().resolve("work"), processes);
      List<String> gaps =
          new Runner(experiment, applications, folder, new ProgressLines(out)).run();
      out.println("results: " + folder.path());
      if (!folder.runs().runs().isEmpty()) {
        out.println("report: " + ReportFiles.write(folder, ReportFiles.load(folder).map()));
      }
      return RunResults.gaps(gaps, folder.path().toString(), out);
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
        .or(() -> variable("SPARK_HOME").map(Path::of))
        .orElseThrow(
            () -> new WrongUse("no Spark: set SPARK_HOME to a distribution of Spark 3.5 or later"));
  }

  private Path java() {
    return variable("SPARK_JAVA_HOME")
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("java.home")));
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(parent.environment().get(name)).filter(value -> !value.isEmpty());
  }
}
