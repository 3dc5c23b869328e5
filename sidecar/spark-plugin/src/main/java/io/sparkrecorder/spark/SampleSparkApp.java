package io.sparkrecorder.spark;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A job to see a profiler with: looks for large primes, first in each executor and then in the
 * driver. A profile shows {@code java.math} and little else.
 *
 * <p>Argument: seconds that each of the two takes, 90 when there is none. CodeGuru reports nothing
 * about a JVM of less than a minute.
 */
public final class SampleSparkApp {
  private static final int BITS = 512;

  private SampleSparkApp() {}

  /** The job. */
  public static void main(String[] arguments) {
    long seconds = arguments.length == 0 ? 90 : Long.parseLong(arguments[0]);
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      int tasks = Math.max(2, spark.defaultParallelism());
      List<Integer> seeds = new ArrayList<>();
      for (int seed = 0; seed < tasks; seed++) {
        seeds.add(seed);
      }
      long found =
          spark.parallelize(seeds, tasks).map(seed -> primes(seed, seconds)).reduce(Long::sum);
      System.out.println(found + " primes in executors");
      System.out.println(primes(tasks, seconds) + " primes in the driver");
    }
  }

  private static long primes(int seed, long seconds) {
    Random random = new Random(seed);
    long end = System.nanoTime() + seconds * 1_000_000_000;
    long found = 0;
    while (System.nanoTime() - end < 0) {
      found += BigInteger.probablePrime(BITS, random).bitLength() == BITS ? 1 : 0;
    }
    return found;
  }
}
