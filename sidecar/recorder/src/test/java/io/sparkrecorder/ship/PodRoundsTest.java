package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.Documents;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodRoundsTest {
  private static final PodRecord DRIVER =
      new PodRecord("driver", Optional.empty(), "driver-pod", "uid-d", Optional.empty());
  private static final PodRecord EXECUTOR =
      new PodRecord("executor", Optional.of("1"), "exec-1", "uid-1", Optional.empty());

  @TempDir Path root;
  private final Scratch scratch = Scratch.open(List.of());
  private final Roster roster = new Roster();
  private final Calls calls = new Calls();
  private AppFolder store;
  private Entries entries;
  private RosterJournal journal;
  private PodRounds rounds;

  @BeforeEach
  void open() throws IOException {
    store = AppFolder.of(root, "app-1");
    entries = new Entries(roster, null, null, "app-1");
    journal = new RosterJournal(roster, store.executorsJournal());
    MarkerWatch watch =
        new MarkerWatch(
            store,
            new BlockingCalls("the store", Duration.ofSeconds(10)),
            scratch,
            Deadline.in(Duration.ofMinutes(1)));
    rounds = new PodRounds(store, roster, journal, entries, watch, calls);
    for (PodRecord pod : List.of(DRIVER, EXECUTOR)) {
      write(pod, PodState.RECORDING);
      roster.saw(new Sighting(pod, new Fate.Alive()));
    }
    journal.start();
    rounds.start();
    await().until(() -> calls.recording.containsAll(List.of("driver.uid-d", "executor-1.uid-1")));
  }

  @AfterEach
  void close() {
    rounds.close();
    journal.close();
    scratch.close();
  }

  @Test
  void driver_that_seals_its_marker_during_a_round_is_not_lost() {
    rounds.recheck();
    rounds.takeLost(
        () -> {
          write(DRIVER, PodState.SEALED);
          return false;
        });

    await().until(rounds::settled);

    assertThat(calls.lost).containsExactly("executor-1.uid-1");
    assertThat(calls.ended).contains("driver.uid-d");
    assertThat(entries.of(DRIVER).ended()).isTrue();
  }

  @Test
  void driver_that_never_seals_its_marker_is_lost_once_its_recorder_ended() {
    rounds.recheck();
    rounds.takeLost(() -> calls.lost.isEmpty());

    await().until(rounds::settled);

    assertThat(calls.lost).containsExactly("executor-1.uid-1", "driver.uid-d");
  }

  @Test
  void rounds_are_open_until_the_files_of_the_sealed_driver_are_taken() throws Exception {
    takesDriver(() -> write(DRIVER, PodState.SEALED));
  }

  @Test
  void rounds_are_open_until_the_files_of_the_lost_driver_are_taken() throws Exception {
    takesDriver(() -> {});
  }

  /** The driver's recorder ends after a round has taken all executors. */
  private void takesDriver(Runnable end) throws InterruptedException {
    AtomicBoolean own = new AtomicBoolean(true);
    rounds.recheck();
    rounds.takeLost(own::get);
    await().until(rounds::settled);
    calls.mayTake = new CountDownLatch(1);

    end.run();
    own.set(false);

    assertThat(calls.takes.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(rounds.settled()).isFalse();
    calls.mayTake.countDown();
    await().until(rounds::settled);
  }

  private void write(PodRecord pod, PodState state) {
    try {
      store.pod(pod).write(Documents.bareMarker("app-1", pod, state));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Notes which pods' folders it was called with. */
  private static final class Calls implements PodUploads {
    private final List<String> recording = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final List<String> lost = new CopyOnWriteArrayList<>();

    /** Counted down once the files of the driver are being taken. */
    private final CountDownLatch takes = new CountDownLatch(1);

    private volatile CountDownLatch mayTake = new CountDownLatch(0);

    private void take(PodEntry entry) {
      if (entry.pod().equals(DRIVER)) {
        takes.countDown();
        try {
          assertThat(mayTake.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public void recording(PodEntry entry) {
      recording.add(entry.pod().folder());
    }

    @Override
    public void ended(PodEntry entry, FileList files) {
      take(entry);
      ended.add(entry.pod().folder());
    }

    @Override
    public void lost(PodEntry entry) {
      take(entry);
      lost.add(entry.pod().folder());
    }

    @Override
    public void finishing() {}

    @Override
    public boolean idle() {
      return true;
    }

    @Override
    public void settle(PodEntry entry) {}

    @Override
    public boolean again(PodEntry entry, BitSet files) {
      return false;
    }

    @Override
    public void abortOrphans(Deadline deadline) {}

    @Override
    public int changes() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
