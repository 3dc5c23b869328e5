package io.sparkrecorder.spark;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One profiler's life. Start and stop run on a daemon thread, so that a profiler that fails, throws
 * errors or hangs neither delays nor fails the job.
 */
final class ProfilerRun {
  private static final Logger LOG = LoggerFactory.getLogger(ProfilerPlugin.class);

  /** In local mode driver and executor share a JVM, which has one profiler. */
  private static final AtomicReference<ProfilerRun> IN_THIS_JVM = new AtomicReference<>();

  /** The executor id of local mode. */
  private static final String LOCAL = "driver";

  private final Role role;
  private final PluginContext context;
  private final Map<String, String> environment;
  private final ClassLoader loader;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(ProfilerRun::daemon);
  private final Future<?> begun;

  /** Used by the thread alone. */
  private @Nullable Profiler running;

  private ProfilerRun(Role role, PluginContext context, Map<String, String> environment) {
    this.role = role;
    this.context = context;
    this.environment = environment;
    this.loader = loader();
    this.begun = thread.submit(this::beginIfAsked);
  }

  /** Returns at once. */
  static ProfilerRun start(Role role, PluginContext context, Map<String, String> environment) {
    return new ProfilerRun(role, context, environment);
  }

  /** Returns when the profiler has stopped, or when the patience is at its end. */
  void stop(Duration patience) {
    thread.execute(this::end);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        giveUp(patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void beginIfAsked() {
    try {
      Optional<ProfilingContext> asked =
          ProfilingContext.find(role, environment, context.conf())
              .filter(role::isEnabled)
              .filter(this::isSelected);
      if (asked.isPresent()) {
        begin(asked.get());
      }
    } catch (WrongSettings e) {
      LOG.warn("This JVM is not profiled: {}", e.getMessage());
    } catch (Throwable e) {
      notProfiled(e);
    }
  }

  private void begin(ProfilingContext asked) throws Exception {
    String name = role.recordingName(context.executorID());
    Profiler profiler = new ProfilerSettings(context.conf()).profiler(asked, name, loader);
    if (!IN_THIS_JVM.compareAndSet(null, this)) {
      LOG.info("Not profiled for {}: this JVM has a profiler already", name);
      return;
    }
    try {
      profiler.start();
      running = profiler;
      LOG.info("Profiling {} with {}", name, profiler);
    } finally {
      if (running == null) {
        IN_THIS_JVM.compareAndSet(this, null);
      }
    }
  }

  private void end() {
    if (running == null) {
      return;
    }
    try {
      running.stop();
      LOG.info("Profiling has ended: {}", running);
    } catch (Throwable e) {
      LOG.warn("Profiling did not end well: {}: {}", running, e.toString());
      LOG.debug("The profiler's error", e);
    } finally {
      running = null;
      IN_THIS_JVM.compareAndSet(this, null);
    }
  }

  /**
   * Interrupts a start that hangs; if it succeeds all the same, the queued end follows. A stop is
   * not interrupted: it may be writing the last of a file.
   */
  private void giveUp(Duration patience) {
    boolean hasBegun = begun.isDone();
    LOG.warn("Profiling did not {} within {} s", hasBegun ? "end" : "start", patience.toSeconds());
    if (!hasBegun) {
      begun.cancel(true);
    }
  }

  private boolean isSelected(ProfilingContext asked) {
    String executor = context.executorID();
    if (role == Role.DRIVER || executor.equals(LOCAL)) {
      return true;
    }
    String application = context.conf().get("spark.app.id", "");
    boolean selected = Sampling.selects(application, executor, asked.probability());
    if (!selected) {
      LOG.info("Not profiled: executor {}, with probability {}", executor, asked.probability());
    }
    return selected;
  }

  private static void notProfiled(Throwable e) {
    LOG.warn("This JVM is not profiled: the profiler could not start: {}", e.toString());
    LOG.debug("The profiler's error", e);
  }

  /** Spark's own loader sees what {@code --jars} brought, such as the agent. */
  private static ClassLoader loader() {
    ClassLoader spark = Thread.currentThread().getContextClassLoader();
    return spark == null ? ProfilerRun.class.getClassLoader() : spark;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "spark-recorder-profiler");
    thread.setDaemon(true);
    return thread;
  }
}
