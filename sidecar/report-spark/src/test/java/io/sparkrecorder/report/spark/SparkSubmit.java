package io.sparkrecorder.report.spark;

import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.VersityGateway;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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

/** The report as a job of a real Spark, on the Java of its images, with S3A. */
final class SparkSubmit implements AutoCloseable {
  private static final long MINUTES = 3;

  private final Path log;
  private final Process driver;

  private SparkSubmit(Path log, Process driver) {
    this.log = log;
    this.driver = driver;
  }

  /** Submits the job. */
  static SparkSubmit start(
      Path root, String master, VersityGateway s3, Map<String, String> more, String... arguments)
      throws IOException {
    Path jars = root.resolve("spark/jars");
    if (!Files.isDirectory(jars)) {
      Files.createDirectories(jars);
      link(jars);
      jar(root.resolve("report.jar"));
    }
    Path log = Files.createTempFile(root, "driver-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command(root, master, s3, more, arguments))
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.matches("(SPARK|JAVA|AWS|HADOOP)_.*"));
    environment.put("SPARK_HOME", root.resolve("spark").toString());
    environment.put("JAVA_HOME", jdk().toString());
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("SPARK_SCALA_VERSION", "2.13");
    return new SparkSubmit(log, builder.start());
  }

  private static List<String> command(
      Path root, String master, VersityGateway s3, Map<String, String> more, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(jdk().resolve("bin/java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().trim().split(" +")));
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(
        List.of("-cp", root.resolve("spark/jars") + "/*", "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(List.of("--master", master));
    Map<String, String> settings = settings(root, s3);
    settings.putAll(more);
    settings.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of("--class", ReportJob.class.getName()));
    command.add(root.resolve("report.jar").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static Path jdk() {
    return Jdks.find(17).orElseThrow();
  }

  private static Map<String, String> settings(Path root, VersityGateway s3) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.executor.memory", "512m");
    settings.put("spark.executor.extraJavaOptions", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    settings.put("spark.local.dir", root.resolve("tmp").toString());
    settings.put("spark.hadoop.fs.s3a.endpoint", s3.endpoint().toString());
    settings.put("spark.hadoop.fs.s3a.endpoint.region", "us-east-1");
    settings.put("spark.hadoop.fs.s3a.path.style.access", "true");
    settings.put("spark.hadoop.fs.s3a.access.key", s3.accessKey());
    settings.put("spark.hadoop.fs.s3a.secret.key", s3.secretKey());
    return settings;
  }

  private static void link(Path jars) throws IOException {
    String classPath = Files.readString(Path.of(System.getProperty("spark.classpath"))).strip();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      if (Files.isRegularFile(jar)) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
  }

  /** Makes the job's jar of this module's classes. */
  private static void jar(Path jar) throws IOException {
    Path classes =
        Path.of(ReportJob.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> folder = Files.walk(classes)) {
      for (Path entry : folder.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(entry).toString()));
        Files.copy(entry, out);
      }
    }
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process of an executor, if it runs. */
  Stream<ProcessHandle> executors(int id) {
    return driver
        .descendants()
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(words -> words.contains("--executor-id " + id + " "))
                    .isPresent());
  }

  /** Waits for the end of the job; returns its exit code. */
  int await() throws InterruptedException {
    if (!driver.waitFor(MINUTES, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the job hangs:\n" + log());
    }
    return driver.exitValue();
  }

  @Override
  public void close() {
    driver.descendants().forEach(ProcessHandle::destroyForcibly);
    driver.destroyForcibly();
  }
}
