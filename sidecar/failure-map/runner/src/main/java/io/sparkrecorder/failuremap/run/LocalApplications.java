package io.sparkrecorder.failuremap.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sparkrecorder.failuremap.experiment.Attempt;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.outcome.Platform;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Spark's local cluster: a driver and real JVMs of executors, without a limit of their memory. */
public final class LocalApplications implements Applications {
  private final SparkHome spark;
  private final Path jar;
  private final Experiment experiment;
  private final Path work;
  private final Processes processes;

  /**
   * Prepares applications below a folder.
   *
   * @param jar of the job
   * @param work has one folder per application
   */
  public LocalApplications(
      SparkHome spark, Path jar, Experiment experiment, Path work, Processes processes) {
    this.spark = spark;
    this.jar = jar;
    this.experiment = experiment;
    this.work = work.toAbsolutePath();
    this.processes = processes;
  }

  @Override
  public Platform platform() {
    return Platform.LOCAL;
  }

  @Override
  public Application start(Shape shape, List<Attempt> attempts) throws IOException {
    Path folder = newFolder();
    Path home = Files.createDirectories(folder.resolve("spark"));
    Files.createSymbolicLink(home.resolve("jars"), spark.jars().toRealPath());
    LocalSettings.prepare(folder);
    List<String> arguments = new LocalSettings(experiment, shape, folder, jar).arguments(attempts);
    Path errors = folder.resolve("stderr");
    Process driver =
        processes.start(
            command(submitted(arguments, folder, errors), folder)
                .redirectOutput(LocalApplication.output(folder).toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile())));
    return new LocalApplication(driver, folder, experiment.recordings(), processes);
  }

  /** Takes the next free number: folders of earlier runners stay. */
  private Path newFolder() throws IOException {
    Files.createDirectories(work);
    for (int number = 1; ; number++) {
      try {
        return Files.createDirectory(work.resolve("application-%03d".formatted(number)));
      } catch (FileAlreadyExistsException e) {
        // An earlier application has this number.
      }
    }
  }

  /**
   * Asks Spark's own launcher for the driver's command, as spark-submit does, because each version
   * needs other flags.
   */
  private List<String> submitted(List<String> arguments, Path folder, Path errors)
      throws IOException {
    List<String> launcher =
        new ArrayList<>(
            List.of(
                spark.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                spark.jars() + "/*",
                "org.apache.spark.launcher.Main",
                "org.apache.spark.deploy.SparkSubmit"));
    launcher.addAll(arguments);
    Process process = processes.start(command(launcher, folder).redirectError(errors.toFile()));
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    List<String> words =
        Stream.of(printed.split("\0", -1)).map(String::strip).filter(w -> !w.isEmpty()).toList();
    if (words.isEmpty()) {
      throw new RunProblem("Spark's launcher printed no command: see " + errors);
    }
    return words;
  }

  private ProcessBuilder command(List<String> words, Path folder) {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("JAVA_"));
    environment.put("JAVA_HOME", spark.javaHome().toString());
    environment.put("SPARK_HOME", folder.resolve("spark").toString());
    environment.put("SPARK_SCALA_VERSION", spark.scala());
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder;
  }
}
