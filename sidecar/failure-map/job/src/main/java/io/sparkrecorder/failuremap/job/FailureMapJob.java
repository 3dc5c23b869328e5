package io.sparkrecorder.failuremap.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.apache.spark.sql.SparkSession;

/**
 * Runs cells of a failure map one after another, in the given order, and prints one line when a
 * cell starts, ends, and when the application is ready for the next one.
 */
public final class FailureMapJob {
  /** The driver's exit code when it ran out of memory, the same as Spark's own. */
  private static final int OUT_OF_MEMORY = 52;

  private static final int EXECUTORS_MISSING = 3;
  private static final int RUNNER_ENDED = 4;

  private FailureMapJob() {}

  public static void main(String[] args) throws InterruptedException {
    Options options = Options.parse(args);
    if (options.endWithInput) {
      endWith(System.in);
    }
    int exit = 0;
    try (SparkSession spark = SparkSession.builder().appName("failure-map").getOrCreate()) {
      exit = run(spark, options, new Journal(System.out));
    } catch (OutOfMemoryError e) {
      // Other threads may have lost their state as well: nothing is closed.
      Runtime.getRuntime().halt(OUT_OF_MEMORY);
    }
    if (exit != 0) {
      System.exit(exit);
    }
  }

  private static int run(SparkSession spark, Options options, Journal journal)
      throws InterruptedException {
    ExecutorCount executors =
        new ExecutorCount(spark.sparkContext(), options.executors, options.executorWait);
    if (!executors.awaitSteady(Duration.ZERO)) {
      return missing(journal);
    }
    new WarmUp(spark).run();
    journal
        .line("application")
        .with("id", spark.sparkContext().applicationId())
        .with("spark", spark.version())
        .with("java", Runtime.version().toString())
        .print();
    for (CellSpec cell : options.cells) {
      boolean good = new CellRun(spark, cell, options.timeout, journal).run();
      // Lets Spark's cleaner remove the broadcasts and shuffles of the cell.
      System.gc();
      if (!executors.awaitSteady(good ? Duration.ZERO : options.settle)) {
        return missing(journal);
      }
      journal.line("ready").with("cell", cell.name).with("try", cell.number).print();
    }
    journal.line("done").print();
    return 0;
  }

  private static int missing(Journal journal) {
    journal.line("executors-missing").print();
    return EXECUTORS_MISSING;
  }

  /** Ends this JVM when its standard input ends, which happens when the runner is killed. */
  private static void endWith(InputStream input) {
    PrintStream err = System.err;
    Thread watch =
        new Thread(
            () -> {
              try {
                while (input.read() >= 0) {
                  // Nothing is expected.
                }
              } catch (IOException e) {
                err.println("failure-map: the input broke: " + e);
              }
              Runtime.getRuntime().halt(RUNNER_ENDED);
            },
            "end-with-input");
    watch.setDaemon(true);
    watch.start();
  }
}
