package io.sparkrecorder.spark;

import java.util.Map;
import jdk.jfr.FlightRecorder;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a {@code spark.Task} event into the JVM's JFR recordings around each task, so that samples
 * can be told apart by stage, task and query. JFR keeps the first name of a thread, so thread names
 * cannot do this. Costs next to nothing when nothing records.
 */
public final class TaskSpans implements SparkPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(TaskSpans.class);

  /** Made by Spark. */
  public TaskSpans() {}

  @Override
  public @Nullable DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Spans();
  }

  /** Spark calls start and end on the thread of the task. */
  private static final class Spans implements ExecutorPlugin {
    private static final ThreadLocal<TaskSpan> CURRENT = new ThreadLocal<>();
    private boolean available;

    /** Some JVMs come without JFR. */
    @Override
    public void init(PluginContext context, Map<String, String> fromDriver) {
      try {
        available = FlightRecorder.isAvailable();
      } catch (LinkageError e) {
        LOG.info("No task spans: this JVM has no JFR ({})", e.toString());
      }
    }

    /** The task's context is there now alone: Spark removes it before it tells the outcome. */
    @Override
    public void onTaskStart() {
      TaskContext task = TaskContext.get();
      if (!available || task == null) {
        return;
      }
      TaskSpan span = new TaskSpan();
      if (span.isEnabled()) {
        span.stage = task.stageId();
        span.stageAttempt = task.stageAttemptNumber();
        span.partition = task.partitionId();
        span.task = task.taskAttemptId();
        span.attempt = task.attemptNumber();
        span.sqlExecution = task.getLocalProperty("spark.sql.execution.id");
        span.begin();
        CURRENT.set(span);
      }
    }

    @Override
    public void onTaskSucceeded() {
      end("succeeded");
    }

    @Override
    public void onTaskFailed(TaskFailedReason reason) {
      end(reason.getClass().getSimpleName().replace("$", ""));
    }

    private static void end(String outcome) {
      TaskSpan span = CURRENT.get();
      if (span != null) {
        CURRENT.remove();
        span.outcome = outcome;
        span.commit();
      }
    }
  }
}
