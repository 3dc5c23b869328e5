package io.sparkrecorder.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The driver's command: Spark with two executors on this machine, each in its own JVM.
 *
 * @param spark the Spark installation
 * @param jar the job's jar
 * @param time how long the job runs
 * @param javaOptions more options of the JVMs, see {@link DemoSettings}
 * @param folders the demo's folders
 */
record SparkJob(
    SparkInstallation spark, Path jar, Duration time, List<String> javaOptions, Folders folders) {
  static final List<PodName> EXECUTORS = List.of(PodName.executor("0"), PodName.executor("1"));

  /** Keeps three JVMs and their recorders small enough for a small machine. */
  private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final PodName ANY_EXECUTOR = PodName.executor("{{EXECUTOR_ID}}");

  /** Creates the SPARK_HOME of this run and returns the driver's command. */
  ProcessBuilder driver(Processes processes) throws IOException {
    Path home = folders.sparkHome();
    Files.createDirectories(home);
    Files.createSymbolicLink(home.resolve("jars"), spark.jars().toRealPath());
    for (String name : List.of("log4j2.properties", "spark-defaults.conf")) {
      Resource.copy(name, home.resolve("conf").resolve(name));
    }
    Resource.copyProgram("executor-java.sh", executorJava().resolve("bin/java"));
    return command(submitted(processes));
  }

  /**
   * Asks Spark's own launcher for the JVM's command, as spark-submit does, because each version
   * needs other flags.
   */
  private List<String> submitted(Processes processes) throws IOException {
    List<String> launcher =
        new ArrayList<>(
            List.of(
                spark.javaHome().resolve("bin/java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                spark.jars() + "/*",
                "org.apache.spark.launcher.Main",
                "org.apache.spark.deploy.SparkSubmit"));
    launcher.addAll(submit());
    Process process =
        processes.start(
            command(launcher)
                .redirectError(ProcessBuilder.Redirect.to(folders.log("launcher").toFile())));
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    List<String> words =
        Stream.of(printed.split("\0", -1)).map(String::strip).filter(w -> !w.isEmpty()).toList();
    if (words.isEmpty()) {
      throw new DemoFailed("Spark's launcher printed no command: see " + folders.log("launcher"));
    }
    return words;
  }

  private List<String> submit() {
    List<String> words =
        new ArrayList<>(List.of("--master", "local-cluster[%d,1,512]".formatted(EXECUTORS.size())));
    words.add("--driver-java-options");
    words.add(flags(PodName.driver()));
    settings().forEach((name, value) -> words.addAll(List.of("--conf", name + "=" + value)));
    words.addAll(List.of("--class", "io.sparkrecorder.demo.job.SkewedJoin", jar.toString()));
    words.addAll(List.of(folders.result().toString(), "" + time.toSeconds()));
    return words;
  }

  private Map<String, String> settings() {
    String local = folders.root().resolve("tmp").toString();
    return Map.of(
        "spark.local.dir",
        local,
        "spark.sql.warehouse.dir",
        local,
        "spark.eventLog.enabled",
        "true",
        "spark.eventLog.dir",
        folders.history().toUri().toString(),
        "spark.executorEnv.JAVA_HOME",
        executorJava().toString(),
        "spark.executor.extraJavaOptions",
        flags(ANY_EXECUTOR));
  }

  private ProcessBuilder command(List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folders.root().toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("JAVA_"));
    environment.put("JAVA_HOME", spark.javaHome().toString());
    environment.put("SPARK_HOME", folders.sparkHome().toString());
    environment.put("SPARK_SCALA_VERSION", spark.scala());
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("DEMO_JAVA_HOME", spark.javaHome().toString());
    environment.put("DEMO_ADMISSION", folders.admission().toString());
    return builder;
  }

  private Path executorJava() {
    return folders.sparkHome().resolve("executor-java");
  }

  private String flags(PodName pod) {
    Path spool = folders.spool(pod);
    Stream<String> more =
        javaOptions.stream()
            .map(option -> option.replace("{{SPOOL}}", spool.toString()))
            .map(option -> option.replace("{{POD}}", pod.label()));
    return Stream.of(SMALL.stream(), RecordingFlags.into(spool, pod).stream(), more)
        .flatMap(flags -> flags)
        .map(flag -> '"' + flag + '"')
        .collect(Collectors.joining(" "));
  }
}
