package io.sparkrecorder.armada.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkrecorder.armada.api.ArmadaApi;
import io.sparkrecorder.armada.api.ArmadaProblem;
import io.sparkrecorder.armada.config.ArmadaSettings;
import io.sparkrecorder.armada.job.Gang;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.ExecutorExited;
import org.apache.spark.scheduler.ExecutorLossReason;
import org.apache.spark.scheduler.ExecutorProcessLost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * The jobs of one application's executors. One thread handles events and checks, so that an end and
 * a replacement never cross.
 */
final class ExecutorJobs implements AutoCloseable {

  /** The scheduler that the executors work for. */
  interface Spark {
    /** Whether enough executors have registered for the first task. */
    boolean enoughRegistered();

    /** Tells that an executor is gone. */
    void lost(String executorId, ExecutorLossReason reason);

    /** Ends the application. */
    void fail(String reason);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ExecutorJobs.class);

  /** The time that Armada has to tell why an executor's connection ended. */
  private static final Duration REASON = Duration.ofSeconds(60);

  private final ArmadaApi api;
  private final ArmadaSettings settings;
  private final ExecutorItems items;
  private final String jobSet;
  private final String application;
  private final int executors;
  private final int maxFailures;
  private final Spark spark;
  private final EventWatch watch;
  private final ScheduledExecutorService worker =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "armada-executors");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardPolicy());

  /** The executors whose jobs have not ended, by job id. */
  private final Map<String, ExecutorItem> live = new ConcurrentHashMap<>();

  /** Jobs that Spark wants to end, so that their cancellation is nobody's wish to end all. */
  private final Set<String> killed = ConcurrentHashMap.newKeySet();

  private final CountDownLatch idle = new CountDownLatch(1);
  private volatile boolean stopping;

  /** Executors whose submission has to be tried again; the same items give the same jobs. */
  private final List<ExecutorItem> pending = new ArrayList<>();

  private int lastId;
  private int failures;
  private boolean started;
  private long startedAt;
  private String lastEnd = "";
  private boolean lastEndCancelled;

  ExecutorJobs(
      ArmadaApi api,
      ArmadaSettings settings,
      ExecutorItems items,
      String jobSet,
      String application,
      int executors,
      int maxFailures,
      Spark spark) {
    this.api = api;
    this.settings = settings;
    this.items = items;
    this.jobSet = jobSet;
    this.application = application;
    this.executors = executors;
    this.maxFailures = maxFailures;
    this.spark = spark;
    this.watch =
        new EventWatch(
            api,
            settings.queue(),
            jobSet,
            settings.get(ArmadaSettings.POLLING_INTERVAL),
            message -> work(() -> event(message)));
  }

  /**
   * Submits the first executors and follows their events.
   *
   * @throws ArmadaProblem if Armada does not accept them in time
   */
  void start() {
    Optional<Gang> gang =
        executors < 2
            ? Optional.empty()
            : settings
                .get(ArmadaSettings.UNIFORMITY_LABEL)
                .map(label -> new Gang(application, executors, label));
    for (int i = 0; i < executors; i++) {
      pending.add(items.of(Integer.toString(++lastId), gang));
    }
    submitUntil(System.nanoTime() + settings.get(ArmadaSettings.HEALTH_TIMEOUT).toNanos());
    settings
        .get(ArmadaSettings.LOOKOUT)
        .ifPresent(
            url -> LOG.info("Lookout: {} (queue {}, job set {})", url, settings.queue(), jobSet));
    startedAt = System.nanoTime();
    watch.start();
    long interval = settings.get(ArmadaSettings.POLLING_INTERVAL).toMillis();
    ScheduledFuture<?> unused =
        worker.scheduleWithFixedDelay(
            guarded(this::check), interval, interval, TimeUnit.MILLISECONDS);
  }

  private void submitUntil(long deadline) {
    while (!pending.isEmpty()) {
      try {
        submit();
      } catch (ArmadaProblem e) {
        if (!e.passing() || System.nanoTime() > deadline) {
          throw e;
        }
        LOG.info("The submission is tried again: {}", e.getMessage());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ArmadaProblem("The submission to Armada was interrupted");
    }
  }

  private void submit() {
    List<ObjectNode> jsons = new ArrayList<>();
    pending.forEach(item -> jsons.add(item.json()));
    List<String> ids = api.submit(settings.queue(), jobSet, jsons);
    for (int i = 0; i < ids.size(); i++) {
      ExecutorItem item = pending.get(i);
      live.put(ids.get(i), item);
      LOG.info("Armada accepted executor {} as job {}", item.executorId(), ids.get(i));
    }
    pending.clear();
  }

  private void event(JsonNode message) {
    message
        .fieldNames()
        .forEachRemaining(
            type -> {
              JsonNode event = message.path(type);
              String job = event.path("jobId").asText();
              ExecutorItem item = live.get(job);
              if (item != null) {
                event(type, event, job, item);
              }
            });
  }

  private void event(String type, JsonNode event, String job, ExecutorItem item) {
    JobEnd.of(type, event, item.container()).ifPresent(end -> ended(job, item, end));
    if (type.startsWith("lease")) {
      String words = event.path("reason").asText();
      if (!words.isEmpty()) {
        LOG.warn("Armada took job {} of executor {} back: {}", job, item.executorId(), words);
      }
    }
  }

  private void ended(String job, ExecutorItem item, JobEnd end) {
    live.remove(job);
    if (stopping) {
      if (live.isEmpty()) {
        idle.countDown();
      }
      return;
    }
    lastEnd = "Armada's job " + job + " of executor " + item.executorId() + " " + end.reason();
    lastEndCancelled = !killed.remove(job) && end.kind() == JobEnd.Kind.CANCELLED;
    LOG.warn("{}", lastEnd);
    spark.lost(
        item.executorId(),
        end.exitCode().isPresent()
            ? new ExecutorExited(end.exitCode().get(), end.causedByApp(), lastEnd)
            : new ExecutorProcessLost(lastEnd, Option.empty(), end.causedByApp()));
    if (end.kind() == JobEnd.Kind.REJECTED && !started) {
      fail(lastEnd);
    } else if (end.kind() == JobEnd.Kind.FAILED || end.kind() == JobEnd.Kind.REJECTED) {
      failures++;
      if (failures > maxFailures) {
        fail(failures + " executors failed. The last one: " + lastEnd);
      }
    }
  }

  /** An executor's connection ended. Armada tells the reason, and else it is lost without one. */
  void disconnected(String executorId) {
    if (stopping) {
      return;
    }
    ScheduledFuture<?> unused =
        worker.schedule(
            guarded(() -> lostWithoutReason(executorId)), REASON.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends an executor that Spark does not want or hear any more. */
  void kill(String executorId) {
    work(
        () ->
            live.forEach(
                (job, item) -> {
                  if (item.executorId().equals(executorId)) {
                    killed.add(job);
                    cancel(List.of(job), "Spark ends this executor");
                  }
                }));
  }

  private void lostWithoutReason(String executorId) {
    live.forEach(
        (job, item) -> {
          if (item.executorId().equals(executorId)) {
            live.remove(job);
            cancel(List.of(job), "Spark lost the connection to the executor");
            spark.lost(
                executorId,
                new ExecutorProcessLost(
                    "Executor "
                        + executorId
                        + " closed its connection, and Armada told no end of its job "
                        + job,
                    Option.empty(),
                    true));
          }
        });
  }

  /** Replaces executors that ended, and ends an application that cannot start. */
  private void check() {
    if (stopping) {
      return;
    }
    started = started || spark.enoughRegistered();
    Duration timeout = settings.get(ArmadaSettings.TRACKER_TIMEOUT);
    if (!started && System.nanoTime() - startedAt > timeout.toNanos()) {
      fail(
          "Too few executors registered within "
              + timeout.toSeconds()
              + " s. "
              + (lastEnd.isEmpty() ? "Armada still queues their jobs" : lastEnd)
              + ". Set "
              + ArmadaSettings.TRACKER_TIMEOUT.name()
              + " to wait longer");
      return;
    }
    if (live.isEmpty() && lastEndCancelled) {
      fail(lastEnd);
      return;
    }
    while (live.size() + pending.size() < executors) {
      pending.add(items.of(Integer.toString(++lastId), Optional.empty()));
    }
    if (!pending.isEmpty()) {
      try {
        submit();
      } catch (ArmadaProblem e) {
        if (!e.passing()) {
          fail(String.valueOf(e.getMessage()));
        } else {
          LOG.warn("The submission of executors is tried again: {}", e.getMessage());
        }
      }
    }
  }

  private void fail(String reason) {
    if (!stopping) {
      stopping = true;
      spark.fail(reason);
    }
  }

  private void work(Runnable task) {
    worker.execute(guarded(task));
  }

  /** A failed task must not end the ones that follow it. */
  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        if (!stopping || !live.isEmpty()) {
          task.run();
        }
      } catch (RuntimeException e) {
        LOG.error("Spark's executors under Armada are not watched as they should be", e);
      }
    };
  }

  private void cancel(List<String> ids, String reason) {
    try {
      api.cancel(settings.queue(), jobSet, ids, reason);
    } catch (ArmadaProblem e) {
      LOG.warn("Jobs {} may still run: {}. Cancel them with armadactl", ids, e.getMessage());
    }
  }

  /** From now on, executors end because the application does. */
  void stopping() {
    stopping = true;
  }

  /** Waits for the executors to end, and cancels the rest. */
  @Override
  public void close() {
    try {
      if (!live.isEmpty()
          && !idle.await(
              settings.get(ArmadaSettings.KILL_GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.info("{} executors have not ended, and are cancelled", live.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watch.close();
    worker.shutdownNow();
    if (!live.isEmpty()) {
      cancel(List.copyOf(live.keySet()), "The application ended");
    }
    items.close();
    api.close();
  }
}
