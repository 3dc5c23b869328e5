package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.PodRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterTest {
  private static final Fate ALIVE = new Fate.Alive();
  private static final Fate OOM = new Fate.Ended("OOMKilled", Optional.of(137));
  private static final Fate DELETED = new Fate.Gone("deleted", Optional.empty());
  private static final Fate NEVER = new Fate.NeverStarted("never-started");

  @TempDir Path folder;
  private Roster roster = new Roster();

  @Test
  void a_pod_does_not_come_back_to_life() {
    assertThat(after(ALIVE, DELETED, ALIVE)).isEqualTo(DELETED);
    assertThat(after(OOM, ALIVE)).isEqualTo(OOM);
    assertThat(after(NEVER, ALIVE)).isEqualTo(NEVER);
  }

  @Test
  void what_a_container_died_of_outlives_its_pod() {
    Fate oomAndGone = new Fate.Gone("OOMKilled", Optional.of(137));
    assertThat(after(ALIVE, OOM, DELETED)).isEqualTo(oomAndGone);
    assertThat(after(OOM, DELETED, OOM)).as("a late list").isEqualTo(oomAndGone);
    assertThat(after(OOM, new Fate.Gone("unknown", Optional.empty()))).isEqualTo(oomAndGone);
    assertThat(after(OOM, NEVER)).isEqualTo(oomAndGone);
  }

  @Test
  void pod_that_bears_the_uid_of_another_does_not_replace_it() {
    roster.saw(new Sighting(pod("1", "uid-1"), ALIVE));
    roster.saw(new Sighting(pod("9", "uid-1"), DELETED));

    assertThat(roster.pods())
        .containsExactly(
            new Sighting(pod("1", "uid-1"), ALIVE), new Sighting(pod("9", "uid-1"), DELETED));
  }

  @Test
  void a_pod_that_never_started_stays_so_when_it_is_missed_later() {
    assertThat(after(ALIVE, NEVER, DELETED)).isEqualTo(NEVER);
  }

  @Test
  void an_end_that_is_told_late_is_still_taken() {
    Fate exit = new Fate.Gone("exit-code", Optional.of(7));
    assertThat(after(DELETED, exit)).isEqualTo(exit);
    assertThat(after(DELETED, new Fate.Ended("exit-code", Optional.of(7)))).isEqualTo(exit);
    assertThat(after(NEVER, exit)).isEqualTo(exit);
  }

  @Test
  void what_the_cluster_did_to_a_pod_stands_before_what_its_container_did() {
    assertThat(after(OOM, new Fate.Gone("evicted", Optional.empty())))
        .isEqualTo(new Fate.Gone("evicted", Optional.of(137), true));
    assertThat(after(new Fate.Gone("evicted", Optional.empty()), DELETED))
        .isEqualTo(new Fate.Gone("evicted", Optional.empty()));
  }

  @Test
  void a_restarted_containers_last_end_counts() {
    Fate second = new Fate.Ended("exit-code", Optional.of(2));
    assertThat(after(new Fate.Ended("exit-code", Optional.of(1)), ALIVE, second)).isEqualTo(second);
  }

  @Test
  void the_node_is_learned_later_and_not_forgotten() {
    roster.saw(new Sighting(pod(Optional.empty()), ALIVE));
    roster.saw(new Sighting(pod(Optional.of("node-1")), ALIVE));
    roster.saw(new Sighting(pod(Optional.empty()), DELETED));
    assertThat(roster.pods()).containsExactly(new Sighting(pod(Optional.of("node-1")), DELETED));
  }

  @Test
  void pods_of_the_journal_come_before_pods_seen_meanwhile() {
    Sighting earlier = new Sighting(pod("1", "uid-1"), OOM);
    Sighting meanwhile = new Sighting(pod("1", "uid-2"), ALIVE);
    roster.saw(meanwhile);
    roster.load(new Roster.Journaled(List.of(earlier), 0, false));

    assertThat(roster.pods()).containsExactly(earlier, meanwhile);
    assertThat(roster.folder(earlier.pod())).isEqualTo("executor-1");
    assertThat(roster.folder(meanwhile.pod())).isEqualTo("executor-1.uid-2");
  }

  @Test
  void journal_with_more_pods_than_any_job_has_is_refused() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int id = 0; id <= Roster.MOST_JOURNALED; id++) {
      lines.append(
          "{\"role\":\"executor\",\"executorId\":\"%1$d\",\"pod\":\"e-%1$d\",\"uid\":\"u-%1$d\",\"fate\":\"alive\"}\n"
              .formatted(id));
    }
    Files.writeString(file(), lines);

    assertThatThrownBy(() -> Roster.read(file())).hasMessageContaining("more than 20000 pods");
    assertThatThrownBy(() -> roster.inherit(Files.readAllBytes(file())))
        .hasMessageContaining("more than 20000 pods");

    Files.writeString(file(), lines.substring(0, lines.lastIndexOf("{")));
    assertThat(Roster.read(file()).pods()).hasSize(Roster.MOST_JOURNALED);
  }

  @Test
  void key_leads_to_the_pod_whose_folder_it_begins_with() {
    roster.saw(new Sighting(pod("1", "uid-1"), ALIVE));
    roster.saw(new Sighting(pod("1", "uid-2"), ALIVE));

    assertThat(roster.podOf("executor-1/a.jfr")).contains(pod("1", "uid-1"));
    assertThat(roster.podOf("executor-1.uid-2/a.jfr")).contains(pod("1", "uid-2"));
    assertThat(roster.podOf("executor-1.uid-1/a.jfr")).contains(pod("1", "uid-1"));
    assertThat(roster.podOf("executor-2/a.jfr")).isEmpty();
    assertThat(roster.podOf("manifest.json")).isEmpty();
  }

  private Fate after(Fate... fates) {
    roster = new Roster();
    for (Fate fate : fates) {
      roster.saw(new Sighting(pod(Optional.empty()), fate));
    }
    return roster.pods().getFirst().fate();
  }

  private Path file() {
    return folder.resolve("executors.journal");
  }

  private static PodRecord pod(Optional<String> node) {
    return new PodRecord("executor", Optional.of("1"), "exec-1", "uid-1", node);
  }

  private static PodRecord pod(String id, String uid) {
    return new PodRecord("executor", Optional.of(id), "exec-" + uid, uid, Optional.empty());
  }
}
