package org.apache.spark.deploy.armada;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** An application as users write it: it knows no master, and fails if it is told so. */
public final class Joined {

  private Joined() {}

  /** Prints a count. */
  public static void main(String[] arguments) {
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      long count = spark.parallelize(List.of(1, 2, 3), 3).map(number -> number * 2).count();
      System.out.println(
          "counted "
              + count
              + " with executors of "
              + spark.getConf().get("spark.executor.memory"));
    }
    if (arguments.length > 0) {
      throw new IllegalStateException(arguments[0]);
    }
  }
}
