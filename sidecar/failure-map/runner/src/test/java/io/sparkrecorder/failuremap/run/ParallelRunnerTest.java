package io.sparkrecorder.failuremap.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.failuremap.experiment.Attempt;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.experiment.ExperimentReader;
import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.outcome.ApplicationLog;
import io.sparkrecorder.failuremap.outcome.Platform;
import io.sparkrecorder.failuremap.results.ResultsFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Applications of a cluster: several at the same time, and a log that is there at the end. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ParallelRunnerTest {
  private static final Experiment FOUR_SHAPES =
      ExperimentReader.read(
          "heap: [480m, 512m, 640m, 768m]\njoin: sort-merge\nskew: none\nbuild: 32m\nrepeats: 1");

  @TempDir private Path folder;

  @Test
  void place_of_an_ended_application_is_free_while_its_log_is_read() throws Exception {
    CountDownLatch allStarted = new CountDownLatch(4);
    Cluster cluster = new Cluster(1, Optional.empty());
    cluster.onStart = allStarted::countDown;
    cluster.onLog = () -> await(allStarted);

    assertThat(runner(cluster).run()).isEmpty();

    assertThat(new ResultsFolder(folder).runs().runs()).hasSize(4);
  }

  @Test
  void as_many_applications_as_allowed_are_there_and_never_more() throws Exception {
    CountDownLatch two = new CountDownLatch(2);
    Cluster cluster = new Cluster(2, Optional.empty());
    cluster.onStart = two::countDown;
    cluster.onAlive = () -> await(two);

    runner(cluster).run();

    assertThat(cluster.most).hasValue(2);
  }

  @Test
  void application_without_pods_is_never_counted_and_leaves_gaps() throws Exception {
    Cluster cluster = new Cluster(2, Optional.of("Unschedulable: Insufficient memory"));

    List<String> gaps = runner(cluster).run();

    assertThat(gaps).hasSize(4);
    assertThat(new ResultsFolder(folder).runs().runs())
        .hasSize(12)
        .allSatisfy(run -> assertThat(run.outcome()).isEqualTo(Outcome.INFRASTRUCTURE))
        .allSatisfy(run -> assertThat(run.evidence()).startsWith("Unschedulable"));
  }

  @Test
  void application_of_the_last_run_is_closed_without_an_interrupt() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger closed = new AtomicInteger();
    Cluster cluster = new Cluster(4, Optional.empty());
    cluster.onClose =
        () -> {
          try {
            assertThat(never.await(200, TimeUnit.MILLISECONDS)).isFalse();
            closed.incrementAndGet();
          } catch (InterruptedException e) {
            throw new IllegalStateException("the deletion was interrupted", e);
          }
        };

    assertThat(runner(cluster).run()).isEmpty();

    assertThat(closed).hasValue(4);
  }

  private Runner runner(Applications applications) throws IOException {
    return new Runner(
        FOUR_SHAPES,
        applications,
        new ResultsFolder(folder),
        new Progress() {
          @Override
          public void finished(Run run, int done, int total, int failed, Duration left) {}

          @Override
          public void says(String text) {}
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the other applications never started");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Cluster implements Applications {
    private final int atOnce;
    private final Optional<String> obstacle;
    private final AtomicInteger alive = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private Runnable onStart = () -> {};
    private Runnable onAlive = () -> {};
    private Runnable onLog = () -> {};
    private Runnable onClose = () -> {};

    Cluster(int atOnce, Optional<String> obstacle) {
      this.atOnce = atOnce;
      this.obstacle = obstacle;
    }

    @Override
    public Platform platform() {
      return Platform.CLUSTER;
    }

    @Override
    public int atOnce() {
      return atOnce;
    }

    @Override
    public Application start(Shape shape, List<Attempt> attempts) {
      most.accumulateAndGet(alive.incrementAndGet(), Math::max);
      onStart.run();
      Application scripted =
          obstacle.isPresent()
              ? ScriptedApplications.thatDoNotStart().start(shape, attempts)
              : ScriptedApplications.dyingIn().start(shape, attempts);
      return new Late(scripted, this);
    }
  }

  /** A scripted application that ends when it is first asked. */
  private static final class Late extends ForwardingApplication {
    private final Cluster cluster;
    private boolean ended;

    Late(Applications.Application scripted, Cluster cluster) {
      super(scripted);
      this.cluster = cluster;
    }

    @Override
    public boolean alive() {
      if (!ended) {
        cluster.onAlive.run();
        ended = true;
        cluster.alive.decrementAndGet();
      }
      return false;
    }

    @Override
    public boolean logIsLive() {
      return false;
    }

    @Override
    public Optional<String> obstacle() {
      return cluster.obstacle;
    }

    @Override
    public ApplicationLog log() throws IOException {
      cluster.onLog.run();
      return super.log();
    }

    @Override
    public void close() {
      cluster.onClose.run();
      super.close();
    }
  }
}
