package org.apache.spark.deploy.armada;

import io.sparkrecorder.armada.api.Address;
import io.sparkrecorder.armada.api.ArmadaProblem;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.deploy.SparkSubmit;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple4;

/**
 * {@code spark-submit} that takes masters {@code armada://host:port}, which Spark's own refuses.
 * All other options are those of Spark. The driver runs in this JVM.
 */
public final class ArmadaSparkSubmit {

  private static final int FAILED = 1;

  private ArmadaSparkSubmit() {}

  /** Runs the application and ends with its exit code. */
  public static void main(String[] arguments) {
    int code = run(arguments);
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int run(String[] arguments) {
    try {
      for (String option : List.of("--kill", "--status")) {
        if (List.of(arguments).contains(option)) {
          throw new ArmadaProblem(
              option
                  + " needs a driver that is a job of Armada, and here the driver is this process."
                  + " Type, for example: armadactl cancel job-set QUEUE APPLICATION-ID");
        }
      }
      new Submit().doSubmit(arguments);
      return 0;
    } catch (Exception e) {
      return failed(e);
    }
  }

  private static int failed(Exception failure) {
    if (failure instanceof SparkUserAppException) {
      return ((SparkUserAppException) failure).exitCode();
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ArmadaProblem) {
        System.err.println("Error: " + cause.getMessage());
        return FAILED;
      }
    }
    if (failure instanceof SparkException) {
      System.err.println("Error: " + failure.getMessage());
    }
    failure.printStackTrace();
    return FAILED;
  }

  /** Spark's own submission, which sees a local master until the driver starts. */
  private static final class Submit extends SparkSubmit {

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // The element types differ between Scala versions.
    public Tuple4 prepareSubmitEnvironment(
        SparkSubmitArguments arguments, Option<Configuration> hadoop) {
      String master = arguments.master();
      if (!master.startsWith("armada://")) {
        return super.prepareSubmitEnvironment(arguments, hadoop);
      }
      Address.of(master);
      if ("cluster".equals(arguments.deployMode())) {
        throw new ArmadaProblem(
            "The driver cannot be a job of Armada yet. Type --deploy-mode client");
      }
      arguments.maybeMaster_$eq(Option.apply("local[1]"));
      Tuple4 prepared = super.prepareSubmitEnvironment(arguments, hadoop);
      SparkConf conf = (SparkConf) prepared._3();
      conf.set("spark.master", master);
      set(conf, "spark.executor.instances", arguments.numExecutors());
      set(conf, "spark.executor.cores", arguments.executorCores());
      set(conf, "spark.executor.memory", arguments.executorMemory());
      return prepared;
    }

    /** Spark drops these options for a local master. */
    private static void set(SparkConf conf, String name, @Nullable String value) {
      if (value != null) {
        conf.set(name, value);
      }
    }
  }
}
