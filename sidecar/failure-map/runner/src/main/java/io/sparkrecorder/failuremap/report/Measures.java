package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.failuremap.model.ExecutorRun;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.model.TaskRun;
import io.sparkrecorder.failuremap.results.Tables;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;

/**
 * Quantities of one run. A quantity that Spark did not report is empty.
 *
 * @param heapShare the largest heap peak of an executor, as a share of its maximum heap
 * @param memoryShare the largest resident memory of an executor, as a share of its limit
 * @param spilledBytes bytes that tasks wrote to disk
 * @param gcShare garbage collection, as a share of the tasks' time
 * @param costGibSeconds memory of all executors times wall time
 */
record Measures(
    OptionalDouble heapShare,
    OptionalDouble memoryShare,
    double spilledBytes,
    OptionalDouble gcShare,
    double wallSeconds,
    double costGibSeconds) {
  private static final double MILLIS = 1000;

  static Measures of(Run run) {
    double heap = (double) run.cell().shape().heapBytes();
    return new Measures(
        largest(run, executor -> executor.heapPeakBytes() / heap),
        largest(run, executor -> ratio(executor.rssPeakBytes(), executor.limitBytes())),
        (double) sum(run, TaskRun::diskSpilledBytes),
        gcShare(run),
        run.wallMillis() / MILLIS,
        Tables.costGibSeconds(run));
  }

  private static OptionalDouble gcShare(Run run) {
    double time = (double) sum(run, TaskRun::durationMillis);
    return time == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sum(run, TaskRun::gcMillis) / time);
  }

  private static long sum(Run run, ToLongFunction<TaskRun> quantity) {
    return run.tasks().stream().mapToLong(quantity).sum();
  }

  private static double ratio(long value, long limit) {
    return limit == 0 ? 0 : (double) value / limit;
  }

  private static OptionalDouble largest(Run run, Function<ExecutorRun, Double> share) {
    return run.executors().stream()
        .mapToDouble(share::apply)
        .filter(measured -> measured > 0)
        .max();
  }

  /** Returns the median of a quantity over runs that have it. */
  static OptionalDouble median(List<Run> runs, Function<Measures, OptionalDouble> quantity) {
    double[] sorted =
        runs.stream()
            .map(Measures::of)
            .map(quantity)
            .flatMapToDouble(
                it -> it.isPresent() ? DoubleStream.of(it.getAsDouble()) : DoubleStream.empty())
            .sorted()
            .toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }
}
