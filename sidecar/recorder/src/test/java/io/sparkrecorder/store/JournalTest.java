package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path root;

  @Test
  void lines_are_read_in_the_order_in_which_they_were_written() throws IOException {
    try (Journal journal = Journal.open(root, file())) {
      journal.append(List.of(Map.of("n", 1), Map.of("n", 2)));
      journal.note(List.of(Map.of("n", 3)));
    }

    assertThat(numbers()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void missing_journal_has_no_lines() throws IOException {
    assertThat(numbers()).isEmpty();
  }

  @Test
  void half_line_of_a_kill_is_not_read() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "{\"n\": 1}\n{\"n\": 2");

    assertThat(numbers()).containsExactly(1L);
  }

  @Test
  void half_line_of_a_kill_is_not_glued_to_the_next_line() throws IOException {
    try (Journal journal = Journal.open(root, file())) {
      journal.append(List.of(Map.of("n", 1)));
    }
    // Longer than a block in which the end of the last line is searched.
    Files.writeString(
        file(), "{\"n\": 2, \"x\": \"" + "x".repeat(20_000), StandardOpenOption.APPEND);

    try (Journal journal = Journal.open(root, file())) {
      journal.append(List.of(Map.of("n", 3)));
    }

    assertThat(numbers()).containsExactly(1L, 3L);
  }

  @Test
  void journal_with_half_a_line_alone_begins_anew() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "{\"n\": 1");

    try (Journal journal = Journal.open(root, file())) {
      journal.append(List.of(Map.of("n", 2)));
    }

    assertThat(Files.readString(file())).isEqualTo("{\"n\":2}\n");
  }

  private List<Long> numbers() throws IOException {
    List<Long> numbers = new ArrayList<>();
    assertThat(Journal.replay(root, file(), line -> numbers.add(line.number("n")))).isZero();
    return numbers;
  }

  private Path file() {
    return root.resolve("folder/files.journal");
  }
}
