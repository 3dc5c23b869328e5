package io.sparkrecorder.armada.cluster;

import io.sparkrecorder.armada.api.Address;
import io.sparkrecorder.armada.api.ArmadaProblem;
import io.sparkrecorder.armada.config.ArmadaSettings;
import io.sparkrecorder.armada.spark.SparkSettings;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.ExternalClusterManager;
import org.apache.spark.scheduler.SchedulerBackend;
import org.apache.spark.scheduler.TaskScheduler;
import org.apache.spark.scheduler.TaskSchedulerImpl;

/**
 * The cluster manager of masters {@code armada://host:port}. Spark finds it as a service. One class
 * file serves Spark 3.5 to 4.3, because the internals that it extends have the same signatures.
 */
public final class ArmadaClusterManager implements ExternalClusterManager {

  @Override
  public boolean canCreate(String master) {
    return master.startsWith("armada://");
  }

  @Override
  public TaskScheduler createTaskScheduler(SparkContext context, String master) {
    return new TaskSchedulerImpl(context);
  }

  @Override
  public SchedulerBackend createSchedulerBackend(
      SparkContext context, String master, TaskScheduler scheduler) {
    SparkConf conf = context.conf();
    Address address = Address.of(master);
    ArmadaSettings settings = ArmadaSettings.of(SparkSettings.of(conf));
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      throw new ArmadaProblem(
          "Executors under Armada are of a fixed number. Remove"
              + " spark.dynamicAllocation.enabled=true, and set spark.executor.instances");
    }
    if (!conf.contains("spark.kubernetes.container.image")
        && !conf.contains("spark.kubernetes.executor.container.image")) {
      throw new ArmadaProblem(
          "Executors have no image. Add --conf spark.kubernetes.container.image=IMAGE");
    }
    return new ArmadaSchedulerBackend(
        (TaskSchedulerImpl) scheduler, context, settings, Connection.open(address, settings));
  }

  @Override
  public void initialize(TaskScheduler scheduler, SchedulerBackend backend) {
    ((TaskSchedulerImpl) scheduler).initialize(backend);
  }
}
