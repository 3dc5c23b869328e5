package io.sparkrecorder.bench.failuremap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A run of an experiment by the failure map's own command. */
record MapRun(Distribution spark, Path folder) {
  private static final String DRIVER = "io.sparkrecorder.failuremap.job.FailureMapJob";

  /**
   * The times of one run.
   *
   * @param seconds from the start of the command to its end
   * @param busy share of the time from the first driver's start to the last one's end in which a
   *     driver ran
   */
  record Times(double seconds, double busy) {}

  Times run(String experiment, int cells) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path file = Files.writeString(folder.resolve("experiment.yaml"), experiment);
    Path log = folder.resolve("run.log");
    long start = System.nanoTime();
    Process runner =
        new ProcessBuilder(
                spark.project().resolve("sidecar/failure-map/failure-map").toString(),
                "run",
                file.toString(),
                "--results",
                folder.resolve("results").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    BusyTime busy = new BusyTime();
    while (!runner.waitFor(20, TimeUnit.MILLISECONDS)) {
      busy.look(runner.descendants().anyMatch(MapRun::isDriver));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (runner.exitValue() != 0 || finished() < cells) {
      throw new IllegalStateException("the map is not complete:\n" + Files.readString(log));
    }
    return new Times(seconds, busy.share());
  }

  /** The command of Spark's launcher names the driver's class too. */
  private static boolean isDriver(ProcessHandle process) {
    try {
      String command =
          Files.readString(
              Path.of("/proc", String.valueOf(process.pid()), "cmdline"),
              StandardCharsets.ISO_8859_1);
      return command.contains(DRIVER) && !command.contains("org.apache.spark.launcher.Main");
    } catch (IOException e) {
      return false; // it has ended
    }
  }

  private long finished() throws IOException {
    try (Stream<Path> runs = Files.walk(folder.resolve("results"))) {
      return runs.filter(run -> run.toString().contains("/runs/")).count();
    }
  }
}
