package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.PodRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterTest {
  private static final Fate ALIVE = new Fate.Alive();
  private static final Fate OOM = new Fate.Ended("OOMKilled", Optional.of(137));
  private static final Fate DELETED = new Fate.Gone("deleted", Optional.empty());
  private static final Fate NEVER = new Fate.NeverStarted("never-started");

  @TempDir Path folder;
  private Roster roster;

  @BeforeEach
  void open() throws IOException {
    roster = Roster.open(journal());
  }

  @AfterEach
  void close() throws IOException {
    roster.close();
  }

  @Test
  void a_pod_does_not_come_back_to_life() throws IOException {
    assertThat(after(ALIVE, DELETED, ALIVE)).isEqualTo(DELETED);
    assertThat(after(OOM, ALIVE)).isEqualTo(OOM);
    assertThat(after(NEVER, ALIVE)).isEqualTo(NEVER);
  }

  @Test
  void what_a_container_died_of_outlives_its_pod() throws IOException {
    Fate oomAndGone = new Fate.Gone("OOMKilled", Optional.of(137));
    assertThat(after(ALIVE, OOM, DELETED)).isEqualTo(oomAndGone);
    assertThat(after(OOM, DELETED, OOM)).as("a late list").isEqualTo(oomAndGone);
    assertThat(after(OOM, new Fate.Gone("unknown", Optional.empty()))).isEqualTo(oomAndGone);
    assertThat(after(OOM, NEVER)).isEqualTo(oomAndGone);
  }

  @Test
  void a_pod_that_never_started_stays_so_when_it_is_missed_later() throws IOException {
    assertThat(after(ALIVE, NEVER, DELETED)).isEqualTo(NEVER);
  }

  @Test
  void an_end_that_is_told_late_is_still_taken() throws IOException {
    Fate exit = new Fate.Gone("exit-code", Optional.of(7));
    assertThat(after(DELETED, exit)).isEqualTo(exit);
    assertThat(after(DELETED, new Fate.Ended("exit-code", Optional.of(7)))).isEqualTo(exit);
    assertThat(after(NEVER, exit)).isEqualTo(exit);
  }

  @Test
  void what_the_cluster_did_to_a_pod_stands_before_what_its_container_did() throws IOException {
    assertThat(after(OOM, new Fate.Gone("evicted", Optional.empty())))
        .isEqualTo(new Fate.Gone("evicted", Optional.of(137)));
    assertThat(after(new Fate.Gone("evicted", Optional.empty()), DELETED))
        .isEqualTo(new Fate.Gone("evicted", Optional.empty()));
  }

  @Test
  void a_restarted_containers_last_end_counts() throws IOException {
    Fate second = new Fate.Ended("exit-code", Optional.of(2));
    assertThat(after(new Fate.Ended("exit-code", Optional.of(1)), ALIVE, second)).isEqualTo(second);
  }

  @Test
  void the_node_is_learned_later_and_not_forgotten() throws IOException {
    roster.saw(new Sighting(pod(Optional.empty()), ALIVE));
    roster.saw(new Sighting(pod(Optional.of("node-1")), ALIVE));
    roster.saw(new Sighting(pod(Optional.empty()), DELETED));
    assertThat(roster.pods()).containsExactly(new Sighting(pod(Optional.of("node-1")), DELETED));
  }

  @Test
  void nothing_is_journaled_twice_and_another_recorder_goes_on_from_it() throws IOException {
    after(ALIVE, ALIVE, OOM, OOM, ALIVE, DELETED, OOM, DELETED);
    assertThat(Files.readAllLines(journal())).hasSize(3);
    List<Sighting> known = roster.pods();
    roster.close();
    roster = Roster.open(journal());
    assertThat(roster.pods()).isEqualTo(known);
  }

  @Test
  void a_pod_that_cannot_be_journaled_is_known_all_the_same() throws IOException {
    roster.close();
    Sighting sighting = new Sighting(pod(Optional.empty()), ALIVE);

    assertThatIOException().isThrownBy(() -> roster.saw(sighting));

    assertThat(roster.pods()).containsExactly(sighting);
  }

  private Fate after(Fate... fates) throws IOException {
    roster.close();
    Files.delete(journal());
    roster = Roster.open(journal());
    for (Fate fate : fates) {
      roster.saw(new Sighting(pod(Optional.empty()), fate));
    }
    return roster.pods().getFirst().fate();
  }

  private Path journal() {
    return folder.resolve("executors.journal");
  }

  private static PodRecord pod(Optional<String> node) {
    return new PodRecord("executor", Optional.of("1"), "exec-1", "uid-1", node);
  }
}
