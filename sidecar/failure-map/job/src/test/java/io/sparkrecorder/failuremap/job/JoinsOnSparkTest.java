package io.sparkrecorder.failuremap.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.testbed.Jdks;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the job on the Spark of this module's class path, in a JVM of its own. */
class JoinsOnSparkTest {
  private static final long MINUTES = 4;
  private static final Pattern BUILD_SIZE =
      Pattern.compile("\"Name\":\"data size\",\"Value\":\"2097152\"[,}]");

  @TempDir private static Path folder;
  private static List<String> ends;

  @BeforeAll
  static void run_cells() throws IOException, InterruptedException {
    ends =
        run(
            List.of(),
            cell("broadcast-hot", "broadcast", "hot-key:0.5", false),
            cell("hash-zipf", "shuffle-hash", "zipf:1.1", false),
            cell("merge-even", "sort-merge", "hot-key:0", false),
            cell("broadcast-aqe", "broadcast", "hot-key:0", true),
            cell("hash-aqe", "shuffle-hash", "hot-key:0.5", true),
            cell("merge-aqe", "sort-merge", "zipf:1.4", true));
  }

  @Test
  void each_join_is_the_forced_one() {
    assertThat(ends).hasSize(6);
    assertThat(ends.get(0)).contains("\"plan\":\"BroadcastHashJoin\"");
    assertThat(ends.get(1)).contains("\"plan\":\"ShuffledHashJoin\"");
    assertThat(ends.get(2)).contains("\"plan\":\"SortMergeJoin\"");
    assertThat(ends.get(3)).contains("\"plan\":\"BroadcastHashJoin\"");
    assertThat(ends.get(4)).contains("\"plan\":\"ShuffledHashJoin\"");
    assertThat(ends.get(5)).contains("\"plan\":\"SortMergeJoin\"");
  }

  @Test
  void each_result_is_the_one_that_the_generator_knows() {
    assertThat(ends).allSatisfy(end -> assertThat(end).contains("\"rows\":2048", "\"right\":true"));
  }

  @Test
  void build_side_has_the_size_that_was_asked_for() throws IOException {
    try (Stream<Path> logs = Files.walk(folder.resolve("eventlog"))) {
      Path log = logs.filter(Files::isRegularFile).findFirst().orElseThrow();
      assertThat(Files.readString(log)).containsPattern(BUILD_SIZE);
    }
  }

  @Test
  void plan_that_ignores_the_hint_is_told(@TempDir Path other) throws Exception {
    List<String> told =
        run(
            other,
            List.of("spark.sql.optimizer.disableHints=true"),
            cell("ignored", "shuffle-hash", "hot-key:0", false));

    assertThat(told).singleElement().asString().contains("\"plan\":\"SortMergeJoin\"");
  }

  private static String cell(String name, String join, String skew, boolean aqe) {
    return "cell=%s;try=1;join=%s;build=2097152;probe=262144;skew=%s;aqe=%s;aqeSkewJoin=%s;partitions=2;seed=42"
        .formatted(name, join, skew, aqe, aqe);
  }

  private static List<String> run(List<String> conf, String... cells)
      throws IOException, InterruptedException {
    return run(folder, conf, cells);
  }

  /** The journal's lines about ends of cells. */
  private static List<String> run(Path root, List<String> conf, String... cells)
      throws IOException, InterruptedException {
    int version = Integer.getInteger("spark.jdk");
    Assumptions.assumeTrue(Jdks.find(version).isPresent(), "JDK " + version);
    Path java = Jdks.find(version).orElseThrow().resolve("bin/java");
    Path log = root.resolve("driver.log");
    Files.createDirectories(root.resolve("eventlog"));
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().trim().split(" +")));
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    settings(root, conf).forEach(setting -> command.add("-D" + setting));
    command.addAll(List.of("-cp", classPath(), FailureMapJob.class.getName(), "--executors", "0"));
    for (String cell : cells) {
      command.addAll(List.of("--cell", cell));
    }
    Process driver =
        new ProcessBuilder(command)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!driver.waitFor(MINUTES, TimeUnit.MINUTES)) {
      driver.destroyForcibly();
    }
    String printed = Files.readString(log);
    assertThat(driver.exitValue()).as(printed).isZero();
    return printed
        .lines()
        .filter(line -> line.startsWith("failure-map {\"event\":\"end\""))
        .toList();
  }

  /** Only the class path of Spark: loggers of the testbed would bring a second binding. */
  private static String classPath() {
    return System.getProperty("java.class.path")
        .replaceAll("[^" + File.pathSeparator + "]*slf4j-simple[^" + File.pathSeparator + "]*", "");
  }

  private static List<String> settings(Path root, List<String> conf) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "spark.master=local[2]",
                "spark.ui.enabled=false",
                "spark.driver.host=127.0.0.1",
                "spark.driver.bindAddress=127.0.0.1",
                "spark.local.dir=" + root.resolve("tmp"),
                "spark.sql.warehouse.dir=" + root.resolve("warehouse"),
                "spark.eventLog.enabled=true",
                "spark.eventLog.rolling.enabled=false",
                "spark.eventLog.compress=false",
                "spark.eventLog.dir=" + root.resolve("eventlog").toUri()));
    settings.addAll(conf);
    return settings;
  }
}
