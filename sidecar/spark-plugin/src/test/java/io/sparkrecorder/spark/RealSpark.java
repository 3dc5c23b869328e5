package io.sparkrecorder.spark;

import io.sparkrecorder.spark.job.PluginJob;
import io.sparkrecorder.testbed.Jdks;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Assumptions;
import software.amazon.codeguruprofilerjavaagent.Profiler;

/**
 * The Spark of this module's class path, as an installation: drivers and executors of a job in JVMs
 * of their own, on the JDK that the module names.
 */
final class RealSpark implements AutoCloseable {
  private static final String CLUSTER = "local-cluster[2,1,512]";
  private static final long MINUTES = 3;

  private final Path root;
  private final Path spool;
  private final Path home;
  private final Path jdk;
  private final Map<String, String> conf = new TreeMap<>();
  private final Map<String, String> environment = new TreeMap<>();
  private String classPath;

  private RealSpark(Path root, Path jdk) throws IOException {
    this.root = root;
    this.jdk = jdk;
    this.home = Files.createDirectories(root.resolve("spark"));
    this.spool = Files.createDirectories(root.resolve("recordings"));
    this.classPath = jars() + "/*";
  }

  /** Lays out an installation with the plugin in it, in an empty folder. */
  static RealSpark in(Path root) throws IOException {
    int version = Integer.getInteger("spark.jdk");
    Assumptions.assumeTrue(Jdks.find(version).isPresent(), "JDK " + version);
    RealSpark spark = new RealSpark(root, Jdks.find(version).orElseThrow());
    Files.createSymbolicLink(spark.jars(), Jars.FOLDER);
    return spark.set("spark.recorder.profiler.spool", spark.spool.toString());
  }

  /** The jars of this module's class path in one folder, which all tests share. */
  private static final class Jars {
    static final Path FOLDER = make();

    private static Path make() {
      try {
        Path jars = Files.createDirectories(Path.of("target/spark-jars").toAbsolutePath());
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
          Path jar = Path.of(entry).toAbsolutePath();
          if (Files.isRegularFile(jar)) {
            Files.deleteIfExists(jars.resolve(jar.getFileName()));
            Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
          }
        }
        jar(jars.resolve("plugin.jar"), location(ProfilerPlugin.class), "io/sparkrecorder/spark/");
        jar(jars.resolve("job.jar"), location(PluginJob.class), "io/sparkrecorder/spark/job/");
        return jars;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Adds the stand-in for CodeGuru's agent, which reports to this endpoint. */
  RealSpark withAgent(String endpoint) throws IOException {
    Path agent = root.resolve("agent.jar");
    jar(agent, location(Profiler.class), "software/amazon/codeguruprofilerjavaagent/");
    classPath = jars() + "/*" + File.pathSeparator + agent;
    return variable("CODEGURU_ENDPOINT", endpoint)
        .set("spark.executorEnv.CODEGURU_ENDPOINT", endpoint)
        .set("spark.executor.extraClassPath", agent.toString());
  }

  RealSpark set(String key, String value) {
    conf.put(key, value);
    return this;
  }

  /** A variable of the driver's process. */
  RealSpark variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Path spool() {
    return spool;
  }

  /** Names of the files in the spool, without the folder of JFR's repository. */
  List<String> recordings() throws IOException {
    try (Stream<Path> files = Files.list(spool)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .collect(Collectors.toList());
    }
  }

  /** Runs {@link PluginJob} on executors of their own. */
  Finished run(long milliseconds) throws IOException, InterruptedException {
    return run(CLUSTER, "" + milliseconds);
  }

  /** The same, with an executor that is killed in the second stage. */
  Finished runAndKill(long milliseconds) throws IOException, InterruptedException {
    return run(CLUSTER, "" + milliseconds, "kill");
  }

  /** Runs it in one JVM, with the retries of a cluster. */
  Finished runLocally(long milliseconds) throws IOException, InterruptedException {
    return run("local[2,4]", "" + milliseconds);
  }

  private Finished run(String master, String... arguments)
      throws IOException, InterruptedException {
    Path log = root.resolve("driver.log");
    ProcessBuilder builder =
        new ProcessBuilder(command(master, arguments))
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("SPARK_") || name.startsWith("JAVA_"));
    builder.environment().putAll(environment);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_SCALA_VERSION", System.getProperty("spark.scala"));
    Process driver = builder.start();
    if (!driver.waitFor(MINUTES, TimeUnit.MINUTES)) {
      driver.destroyForcibly();
      throw new IllegalStateException("the job hangs:\n" + Files.readString(log));
    }
    return new Finished(driver.exitValue(), logs());
  }

  private List<String> command(String master, String... arguments) {
    List<String> command = new ArrayList<>(List.of(jdk.resolve("bin/java").toString()));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().trim().split(" +")));
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath));
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", master));
    Map<String, String> all = new TreeMap<>(conf);
    all.put("spark.ui.enabled", "false");
    all.put("spark.executor.memory", "512m");
    all.put("spark.driver.host", "127.0.0.1");
    all.put("spark.driver.bindAddress", "127.0.0.1");
    all.put("spark.local.dir", root.resolve("tmp").toString());
    all.putIfAbsent("spark.executor.extraJavaOptions", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    all.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of("--class", PluginJob.class.getName()));
    command.add(jars().resolve("job.jar").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** The driver's log, and those of executors, which a local cluster keeps below its home. */
  private String logs() throws IOException {
    StringBuilder all = new StringBuilder(Files.readString(root.resolve("driver.log")));
    Path work = home.resolve("work");
    if (Files.isDirectory(work)) {
      try (Stream<Path> files = Files.walk(work)) {
        files.filter(file -> file.endsWith("stderr")).forEach(file -> all.append(read(file)));
      }
    }
    return all.toString();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path location(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  /** Makes a jar of the classes of one package, or links the jar that has them already. */
  private static void jar(Path jar, Path classes, String prefix) throws IOException {
    if (Files.isRegularFile(classes)) {
      return; // linked with the rest of the class path
    }
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> folder = Files.walk(classes)) {
      for (Path entry : folder.filter(Files::isRegularFile).collect(Collectors.toList())) {
        String name = classes.relativize(entry).toString();
        if (name.startsWith(prefix)) {
          out.putNextEntry(new JarEntry(name));
          Files.copy(entry, out);
        }
      }
    }
  }

  private Path jars() {
    return home.resolve("jars");
  }

  /** Takes the link to the jars away, which are not the test's. */
  @Override
  public void close() throws IOException {
    Files.delete(jars());
  }

  /** How a job ended. */
  static final class Finished {
    private final int exitCode;
    private final String log;

    private Finished(int exitCode, String log) {
      this.exitCode = exitCode;
      this.log = log;
    }

    int exitCode() {
      return exitCode;
    }

    String log() {
      return log;
    }

    /** Lines that hold this text. */
    List<String> lines(String text) {
      return log.lines().filter(line -> line.contains(text)).collect(Collectors.toList());
    }
  }
}
