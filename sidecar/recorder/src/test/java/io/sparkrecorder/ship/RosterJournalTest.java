package io.sparkrecorder.ship;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.PodRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterJournalTest {
  private static final Fate ALIVE = new Fate.Alive();
  private static final Fate OOM = new Fate.Ended("OOMKilled", Optional.of(137));
  private static final Fate DELETED = new Fate.Gone("deleted", Optional.empty());

  private static final PodRecord POD =
      new PodRecord("executor", Optional.of("1"), "exec-1", "uid-1", Optional.empty());

  @TempDir Path folder;
  private final Roster roster = new Roster();

  @Test
  void journal_has_each_change_once_and_another_recorder_goes_on_from_it() throws Exception {
    try (RosterJournal journal = journal(roster)) {
      for (Fate fate : new Fate[] {ALIVE, ALIVE, OOM, OOM, ALIVE, DELETED, OOM, DELETED}) {
        if (roster.saw(new Sighting(POD, fate))) {
          journal.wake();
          await().until(() -> roster.unwritten().isEmpty());
        }
      }
      assertThat(Files.readAllLines(file())).hasSize(3);
    }
    Roster other = new Roster();
    try (RosterJournal again = journal(other)) {
      again.awaitFirstTry();
      assertThat(again.trouble()).isEmpty();
    }
    assertThat(other.pods()).isEqualTo(roster.pods());
  }

  @Test
  void journal_that_cannot_be_opened_is_tried_again_and_loses_no_pod() throws Exception {
    Files.createDirectory(file());
    roster.saw(new Sighting(POD, ALIVE));
    try (RosterJournal journal = journal(roster)) {
      journal.awaitFirstTry();
      assertThat(journal.trouble()).isPresent();
      Files.delete(file());
      await().until(() -> roster.unwritten().isEmpty());
      assertThat(journal.trouble()).isEmpty();
    }
    assertThat(Roster.read(file()).pods()).isEqualTo(roster.pods());
  }

  @Test
  void line_that_cannot_be_read_is_counted_and_the_others_are_read() throws Exception {
    roster.saw(new Sighting(POD, OOM));
    String line = new String(roster.toJournal(), UTF_8);
    Files.writeString(file(), "{\"role\":\"king\"}\n" + line);

    Roster other = new Roster();
    try (RosterJournal journal = journal(other)) {
      journal.awaitFirstTry();
      assertThat(journal.trouble()).contains("1 of its lines cannot be read");
    }
    assertThat(other.pods()).isEqualTo(roster.pods());
  }

  @Test
  void journal_is_in_trouble_until_it_is_read() {
    RosterJournal journal = new RosterJournal(roster, file());

    assertThat(journal.trouble()).contains("it was not read yet");
  }

  private RosterJournal journal(Roster known) {
    RosterJournal journal = new RosterJournal(known, file());
    journal.start();
    return journal;
  }

  private Path file() {
    return folder.resolve("executors.journal");
  }
}
