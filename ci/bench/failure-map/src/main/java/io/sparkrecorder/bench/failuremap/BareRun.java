package io.sparkrecorder.bench.failuremap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A run of {@link io.sparkrecorder.bench.failuremap.job.BareJob}, as spark-submit starts it. */
record BareRun(Distribution spark, Path folder) {
  /** Returns the seconds from the start of the command to its end. */
  double seconds() throws IOException, InterruptedException {
    long start = System.nanoTime();
    Path home = Files.createDirectories(folder.resolve("spark"));
    Path jars = home.resolve("jars");
    if (!Files.exists(jars)) {
      Files.createSymbolicLink(jars, spark.spark().resolve("jars").toRealPath());
    }
    Path log = folder.resolve("bare.log");
    Process job =
        builder(submitted(home)).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (job.waitFor() != 0) {
      throw new IllegalStateException("the bare job failed:\n" + Files.readString(log));
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private List<String> submitted(Path home) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                home.resolve("jars") + "/*",
                "org.apache.spark.launcher.Main",
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                "local-cluster[1,1,1024]",
                "--driver-memory",
                "1g",
                "--driver-java-options",
                "-XX:+UseSerialGC"));
    for (String setting :
        List.of(
            "spark.executor.memory=1024m",
            "spark.executor.cores=1",
            "spark.executor.extraJavaOptions=-XX:+UseSerialGC",
            "spark.ui.enabled=false",
            "spark.driver.host=127.0.0.1",
            "spark.driver.bindAddress=127.0.0.1",
            "spark.local.dir=" + folder.resolve("tmp"),
            "spark.sql.warehouse.dir=" + folder.resolve("tmp"),
            "spark.sql.shuffle.partitions=8",
            "spark.sql.adaptive.enabled=false",
            "spark.sql.autoBroadcastJoinThreshold=-1")) {
      words.addAll(List.of("--conf", setting));
    }
    words.addAll(List.of("--class", "io.sparkrecorder.bench.failuremap.job.BareJob", jar()));
    words.addAll(Joins.words());
    Process launcher = builder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed = new String(launcher.getInputStream().readAllBytes(), UTF_8);
    return Arrays.stream(printed.split("\0", -1))
        .map(String::strip)
        .filter(w -> !w.isEmpty())
        .toList();
  }

  private ProcessBuilder builder(List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().put("JAVA_HOME", spark.java().toString());
    builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder;
  }

  private String java() {
    return spark.java().resolve("bin/java").toString();
  }

  private static String jar() {
    return new File(System.getProperty("java.class.path")).getAbsolutePath();
  }
}
