package io.sparkrecorder.report;

import io.sparkrecorder.report.job.OracleJob;
import io.sparkrecorder.spark.TaskSpans;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A run of {@link OracleJob} on a real Spark: two executors of two cores each, every JVM with a JFR
 * recording in its own folder, and an event log as Spark writes it by default.
 */
final class OracleRun {
  private static final String SECRET = "planted-secret-4711";
  private static final int MOST_EXECUTORS = 8;
  private static final long MINUTES = 3;

  private final Path root;

  private OracleRun(Path root) {
    this.root = root;
  }

  /** Folder of the recordings: {@code driver}, {@code executor-0} and so on. */
  Path recordings() {
    return root.resolve("recordings");
  }

  Path eventLogs() {
    return root.resolve("history");
  }

  /** A text that the environment and the properties of every JVM hold. */
  static String secret() {
    return SECRET;
  }

  /** Runs the job in an empty folder. */
  static OracleRun in(Path root) throws IOException, InterruptedException {
    OracleRun run = new OracleRun(root);
    Files.createDirectories(run.eventLogs());
    Files.createDirectories(run.recordings().resolve("driver"));
    for (int id = 0; id < MOST_EXECUTORS; id++) {
      Files.createDirectories(run.recordings().resolve("executor-" + id));
    }
    Path jars = Files.createDirectories(root.resolve("spark/jars"));
    link(jars);
    jar(jars.resolve("job.jar"), location(OracleJob.class), "io/sparkrecorder/report/job/");
    jar(jars.resolve("plugin.jar"), location(TaskSpans.class), "io/sparkrecorder/spark/");
    run.start(jars);
    return run;
  }

  private void start(Path jars) throws IOException, InterruptedException {
    Path log = root.resolve("driver.log");
    ProcessBuilder builder =
        new ProcessBuilder(command(jars))
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("JAVA_"));
    environment.put("SPARK_HOME", root.resolve("spark").toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("ORACLE_PASSWORD", SECRET);
    Process driver = builder.start();
    if (!driver.waitFor(MINUTES, TimeUnit.MINUTES)) {
      driver.destroyForcibly();
      throw new IllegalStateException("the job hangs:\n" + Files.readString(log));
    }
    if (driver.exitValue() != 0) {
      throw new IllegalStateException("the job fails:\n" + Files.readString(log));
    }
  }

  private List<String> command(Path jars) {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().trim().split(" +")));
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(flags("driver").split(" ")));
    command.addAll(List.of("-cp", jars + "/*", "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(List.of("--master", "local-cluster[2,2,512]"));
    settings().forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of("--class", OracleJob.class.getName()));
    command.addAll(List.of(jars.resolve("job.jar").toString(), "400"));
    return command;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.app.name", "oracle");
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.executor.memory", "512m");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    settings.put("spark.scheduler.mode", "FAIR");
    settings.put("spark.plugins", TaskSpans.class.getName());
    settings.put("spark.eventLog.enabled", "true");
    settings.put("spark.eventLog.dir", eventLogs().toUri().toString());
    settings.put("spark.local.dir", root.resolve("tmp").toString());
    settings.put("spark.hadoop.fs.s3a.secret.key", SECRET);
    settings.put("spark.executorEnv.ORACLE_PASSWORD", SECRET);
    settings.put(
        "spark.executor.extraJavaOptions",
        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Doracle.password=%s %s"
            .formatted(SECRET, flags("executor-{{EXECUTOR_ID}}")));
    return settings;
  }

  /** Records everything that JFR's own profile records, secrets included. */
  private String flags(String pod) {
    Path folder = recordings().resolve(pod);
    return "-XX:FlightRecorderOptions:repository=%s -XX:StartFlightRecording:filename=%s,settings=profile,dumponexit=true"
        .formatted(folder, folder.resolve("recording.jfr"));
  }

  private static void link(Path jars) throws IOException {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry).toAbsolutePath();
      if (Files.isRegularFile(jar) && !Files.exists(jars.resolve(jar.getFileName()))) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
  }

  private static Path location(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  /** Makes a jar of the classes of one package; a jar is linked with the class path already. */
  private static void jar(Path jar, Path classes, String prefix) throws IOException {
    if (Files.isRegularFile(classes)) {
      return;
    }
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> folder = Files.walk(classes)) {
      for (Path entry : folder.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(entry).toString();
        if (name.startsWith(prefix)) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(entry, out);
        }
      }
    }
  }
}
