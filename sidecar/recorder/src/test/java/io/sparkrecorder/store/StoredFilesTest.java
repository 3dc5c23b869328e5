package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.RecordedFile;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredFilesTest {
  private final StoredFiles files = new StoredFiles();

  @Test
  void nothing_is_known_before_the_first_line() {
    assertThat(files.all()).isEmpty();
    assertThat(files.file("a.jfr")).isEmpty();
    assertThat(files.contains("a.jfr")).isFalse();
    assertThat(files.nameOf("one")).isEmpty();
    assertThat(files.holds("one")).isFalse();
    assertThat(files.missing("one")).isZero();
  }

  @Test
  void file_has_its_last_state_in_the_place_of_its_first() {
    add("a.jfr", 5, "one", 0);
    add("b.log", 7, "b", 0);
    add("a.jfr", 12, "two", 0);

    assertThat(files.all()).extracting(RecordedFile::name).containsExactly("a.jfr", "b.log");
    assertThat(files.file("a.jfr").orElseThrow().bytes()).isEqualTo(12);
  }

  @Test
  void each_source_leads_to_the_file_that_it_went_into() {
    add("a.jfr", 5, "one", 0);
    add("b.log", 7, "b", 0);
    add("a.jfr", 12, "two", 0);

    assertThat(files.nameOf("one")).hasValue("a.jfr");
    assertThat(files.nameOf("two")).hasValue("a.jfr");
    assertThat(files.nameOf("b")).hasValue("b.log");
    assertThat(files.nameOf("c")).isEmpty();
  }

  @Test
  void source_that_was_cut_is_known_and_not_held() {
    add("a.jfr", 5, "one", 3);

    assertThat(files.nameOf("one")).hasValue("a.jfr");
    assertThat(files.holds("one")).isFalse();
    assertThat(files.missing("one")).isEqualTo(3);
  }

  @Test
  void source_that_was_cut_is_held_once_all_of_it_arrived() {
    add("b.log", 4, "b", 3);
    add("b.log", 7, "b", 0);

    assertThat(files.holds("b")).isTrue();
    assertThat(files.missing("b")).isZero();
  }

  private void add(String name, long bytes, String from, long missing) {
    RecordedFile file =
        new RecordedFile(name, bytes, Crc32c.EMPTY, "jfr", FileState.WHOLE, Optional.empty());
    files.add(new StoredFile(file, from, missing, false));
  }
}
