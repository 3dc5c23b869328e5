package io.sparkrecorder.failuremap.job;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** Runs one cell in a session of its own. */
final class CellRun {
  /** The local property that tells the jobs of a cell, also those of its broadcast. */
  static final String PROPERTY = "failureMap.run";

  private static final int MOST_CAUSES = 8;

  private final SparkSession spark;
  private final CellSpec cell;
  private final Duration timeout;
  private final Journal journal;

  CellRun(SparkSession application, CellSpec cell, Duration timeout, Journal journal) {
    this.spark = application.newSession();
    this.cell = cell;
    this.timeout = timeout;
    this.journal = journal;
  }

  /**
   * Prints the start and the end of the cell.
   *
   * @return whether it succeeded
   * @throws OutOfMemoryError if the driver ran out of memory outside of a query, and is unusable
   */
  boolean run() {
    Tables tables = new Tables(cell);
    Answer expected = tables.expected();
    Dataset<Row> join = join(spark, cell, tables);
    SparkContext context = spark.sparkContext();
    context.setJobGroup(cell.run(), cell.run(), true);
    context.setLocalProperty(PROPERTY, cell.run());
    AtomicBoolean late = new AtomicBoolean();
    ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    line("start").print();
    long start = System.nanoTime();
    ScheduledFuture<?> deadline =
        watch.schedule(
            () -> {
              late.set(true);
              context.cancelAllJobs();
            },
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      Answer answer = Answer.of(join.collectAsList().get(0));
      long wall = millisSince(start);
      deadline.cancel(false);
      end(join, wall, late.get())
          .with("rows", answer.rows)
          .with("right", answer.equals(expected))
          .with("answer", answer)
          .with("expected", expected)
          .print();
      return true;
    } catch (Throwable failure) {
      long wall = millisSince(start);
      deadline.cancel(false);
      end(join, wall, late.get()).with("error", causes(failure)).print();
      if (failure instanceof OutOfMemoryError) {
        throw (OutOfMemoryError) failure;
      }
      return false;
    } finally {
      watch.shutdownNow();
      context.clearJobGroup();
      context.setLocalProperty(PROPERTY, null);
    }
  }

  /** The join of a cell in this session, with the settings of the cell. It runs nothing. */
  static Dataset<Row> join(SparkSession session, CellSpec cell, Tables tables) {
    session.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    session.conf().set("spark.sql.adaptive.autoBroadcastJoinThreshold", "-1");
    session.conf().set("spark.sql.adaptive.enabled", String.valueOf(cell.aqe));
    session.conf().set("spark.sql.adaptive.skewJoin.enabled", String.valueOf(cell.aqeSkewJoin));
    session.conf().set("spark.sql.shuffle.partitions", String.valueOf(cell.partitions));
    session.udf().register(Tables.KEY_FUNCTION, tables.keys(), DataTypes.LongType);
    return session.sql(tables.query());
  }

  private Journal.Line line(String event) {
    return journal.line(event).with("cell", cell.name).with("try", cell.number);
  }

  private Journal.Line end(Dataset<Row> join, long wallMillis, boolean late) {
    return line("end")
        .with("wallMillis", wallMillis)
        .with("late", late)
        .with("plan", FinalPlan.operator(join.queryExecution().executedPlan().toString()));
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private static String causes(Throwable failure) {
    StringBuilder text = new StringBuilder();
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
      text.append(depth == 0 ? "" : " | ").append(firstLines(cause));
      cause = cause.getCause();
    }
    return text.toString();
  }

  /** Leaves out the stack trace of the driver, which Spark puts into its messages. */
  private static String firstLines(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    int driver = message.toLowerCase(Locale.ROOT).indexOf("driver stacktrace");
    String kept = driver < 0 ? message : message.substring(0, driver);
    return cause.getClass().getName()
        + ": "
        + (kept.length() > 600 ? kept.substring(0, 600) : kept);
  }
}
