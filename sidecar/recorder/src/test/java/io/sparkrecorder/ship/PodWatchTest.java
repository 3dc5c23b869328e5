package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.discovery.Discovery;
import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.PodRecord;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PodWatchTest {
  private static final PodRecord DRIVER =
      new PodRecord("driver", Optional.empty(), "driver-pod", "uid-d", Optional.empty());

  @TempDir Path folder;
  private final Cluster cluster = new Cluster();
  private final Roster roster = new Roster();
  private RosterJournal journal;
  private PodWatch watch;

  @BeforeEach
  void open() {
    journal = new RosterJournal(roster, folder.resolve("executors.journal"));
    Entries entries = new Entries(roster, null, null, "app-1");
    watch = new PodWatch(cluster, roster, journal, new AwaitedMarkers(roster, entries));
    journal.start();
    watch.saw(new Sighting(DRIVER, new Fate.Alive()));
    watch.start();
  }

  @AfterEach
  void close() {
    watch.close();
    journal.close();
  }

  @Test
  void reported_pod_is_in_the_roster_and_in_its_journal() throws Exception {
    cluster.listener.accept(alive(1));

    assertThat(roster.pods()).contains(alive(1));
    await().until(() -> roster.unwritten().isEmpty());
    assertThat(Roster.read(folder.resolve("executors.journal")).pods()).contains(alive(1));
  }

  @Test
  void executor_that_is_not_in_the_answer_is_gone_and_others_stay() {
    cluster.listener.accept(alive(1));
    cluster.listener.accept(alive(2));
    cluster.answer = Optional.of(Set.of("uid-2"));

    watch.refresh();

    assertThat(fate(1)).isEqualTo(Fate.Gone.unseen());
    assertThat(fate(2)).isEqualTo(new Fate.Alive());
    assertThat(roster.pods()).contains(new Sighting(DRIVER, new Fate.Alive()));
  }

  @Test
  void cluster_that_does_not_answer_makes_no_executor_gone() {
    cluster.listener.accept(alive(1));
    cluster.answer = Optional.empty();

    watch.refresh();

    assertThat(fate(1)).isEqualTo(new Fate.Alive());
  }

  @Test
  void query_that_fails_counts_as_tried_and_the_cluster_as_not_watched() {
    cluster.answer = Optional.empty();
    cluster.blind = Optional.of("the cluster is away");
    assertThat(watch.refreshed()).isFalse();

    watch.keepRefreshing();

    await().until(watch::refreshed);
    int tried = cluster.refreshes.get();
    cluster.listener.accept(alive(1));
    await().until(() -> cluster.refreshes.get() > tried);
    assertThat(roster.watched()).isFalse();
    assertThat(watch.blind()).hasValue("the cluster is away");
  }

  @Test
  void cluster_that_answers_is_watched_and_asked_again_for_a_new_pod_only() {
    cluster.answer = Optional.of(Set.of());
    watch.keepRefreshing();
    await().until(roster::watched);
    assertThat(cluster.refreshes).hasValue(1);

    watch.saw(alive(1));

    await().until(() -> fate(1).equals(Fate.Gone.unseen()));
    assertThat(cluster.refreshes).hasValue(2);
  }

  @Test
  void closing_ends_the_discovery() {
    watch.close();

    assertThat(cluster.closed).isTrue();
  }

  private Fate fate(int executor) {
    return roster.pods().stream()
        .filter(sighting -> sighting.pod().equals(alive(executor).pod()))
        .findFirst()
        .orElseThrow()
        .fate();
  }

  private static Sighting alive(int executor) {
    return new Sighting(
        new PodRecord(
            "executor",
            Optional.of(Integer.toString(executor)),
            "exec-" + executor,
            "uid-" + executor,
            Optional.empty()),
        new Fate.Alive());
  }

  /** A cluster whose answers the test gives. */
  private static final class Cluster implements Discovery {
    private final AtomicInteger refreshes = new AtomicInteger();
    private volatile Optional<Set<String>> answer = Optional.of(Set.of());
    private volatile Optional<String> blind = Optional.empty();
    private volatile Consumer<Sighting> listener = _ -> {};
    private volatile boolean closed;

    @Override
    public void start(Consumer<Sighting> to) {
      listener = to;
    }

    @Override
    public Optional<Set<String>> refresh() {
      refreshes.incrementAndGet();
      return answer;
    }

    @Override
    public Optional<String> blind() {
      return blind;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
