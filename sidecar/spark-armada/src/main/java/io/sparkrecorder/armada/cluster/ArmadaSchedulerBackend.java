package io.sparkrecorder.armada.cluster;

import io.sparkrecorder.armada.api.ArmadaApi;
import io.sparkrecorder.armada.api.ArmadaProblem;
import io.sparkrecorder.armada.config.ArmadaSettings;
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.scheduler.ExecutorLossReason;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.Seq;
import scala.concurrent.Future;
import scala.concurrent.Future$;

/** Joins Spark's scheduler and the jobs that are its executors. */
final class ArmadaSchedulerBackend extends CoarseGrainedSchedulerBackend
    implements ExecutorJobs.Spark {

  private static final Logger LOG = LoggerFactory.getLogger(ArmadaSchedulerBackend.class);

  /** The share that Spark on Kubernetes waits for, too. */
  private static final double MIN_REGISTERED = 0.8;

  private final TaskSchedulerImpl scheduler;
  private final SparkContext context;
  private final String application;
  private final int executors;
  private final ExecutorJobs jobs;
  private volatile @Nullable String failure;

  /** Whether the context waits for executors no longer. */
  private volatile boolean ready;

  ArmadaSchedulerBackend(
      TaskSchedulerImpl scheduler, SparkContext context, ArmadaSettings settings, ArmadaApi api) {
    super(scheduler, context.env().rpcEnv());
    this.scheduler = scheduler;
    this.context = context;
    SparkConf conf = context.conf();
    this.application =
        conf.get("spark.app.id", "spark-" + UUID.randomUUID().toString().replace("-", ""));
    this.executors = conf.getInt("spark.executor.instances", 2);
    this.jobs =
        new ExecutorJobs(
            api,
            settings,
            new ExecutorItems(conf, application, settings),
            settings.get(ArmadaSettings.JOB_SET).orElse(application),
            application,
            executors,
            conf.getInt("spark.executor.maxNumFailures", Math.max(3, 2 * executors)),
            this);
  }

  @Override
  public String applicationId() {
    return application;
  }

  @Override
  public void start() {
    super.start();
    jobs.start();
  }

  @Override
  public void stop() {
    jobs.stopping();
    try {
      super.stop();
    } finally {
      jobs.close();
    }
  }

  @Override
  public boolean sufficientResourcesRegistered() {
    double share = conf().getDouble("spark.scheduler.minRegisteredResourcesRatio", MIN_REGISTERED);
    return totalRegisteredExecutors().get() >= executors * share;
  }

  /** A context that waits for its first executors gets the reason why none will come. */
  @Override
  public boolean isReady() {
    ready = super.isReady();
    String reason = failure;
    if (reason != null) {
      throw new ArmadaProblem(reason);
    }
    return ready;
  }

  @Override
  public boolean enoughRegistered() {
    return sufficientResourcesRegistered();
  }

  @Override
  public void lost(String executorId, ExecutorLossReason reason) {
    removeExecutor(executorId, reason);
  }

  @Override
  public void fail(String reason) {
    failure = reason;
    LOG.error("The application ends: {}", reason);
    if (!ready) {
      return;
    }
    try {
      scheduler.error(reason);
    } catch (Exception e) {
      // Spark throws if no job runs that could carry the reason. Scala does not declare it.
      LOG.debug("No job runs", e);
    } finally {
      context.stopInNewThread();
    }
  }

  @Override
  public Future<Object> doKillExecutors(Seq<String> executorIds) {
    return kill(executorIds);
  }

  /** The same method, with the sequence of Scala 2.13. */
  public Future<Object> doKillExecutors(scala.collection.immutable.Seq<String> executorIds) {
    return kill(executorIds);
  }

  private Future<Object> kill(Seq<String> executorIds) {
    Iterator<String> ids = executorIds.iterator();
    while (ids.hasNext()) {
      jobs.kill(ids.next());
    }
    return Future$.MODULE$.successful(true);
  }

  @Override
  public DriverEndpoint createDriverEndpoint() {
    return new Endpoint();
  }

  /**
   * Leaves the reason of a lost connection open until Armada tells it. Meanwhile the executor gets
   * no tasks.
   */
  private final class Endpoint extends DriverEndpoint {

    @Override
    public void onDisconnected(RpcAddress address) {
      Option<String> executor = addressToExecutorId().get(address);
      if (executor.isDefined() && disableExecutor(executor.get())) {
        jobs.disconnected(executor.get());
      }
    }
  }
}
