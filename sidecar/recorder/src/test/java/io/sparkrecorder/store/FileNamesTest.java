package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
  private final Set<String> files = new HashSet<>();
  private final FileNames names = new FileNames(files::contains);

  @ParameterizedTest
  @CsvSource({
    "dump.hprof, dump~2.hprof",
    "dump.hprof.gz, dump~2.hprof.gz",
    "dump, dump~2",
    ".hidden, .hidden~2",
    "a/.hidden, a/.hidden~2",
    "a.b/dump, a.b/dump~2",
    "dump~2.hprof, dump~2~2.hprof",
  })
  void number_is_before_the_ending_of_the_last_name(String name, String numbered) {
    assertThat(FileNames.numbered(name, "2")).isEqualTo(numbered);
  }

  @Test
  void name_that_nothing_has_is_free_for_a_file() {
    assertThat(names.free("a.log", Set.of())).isEqualTo("a.log");
  }

  @Test
  void file_gets_the_first_number_that_no_file_has() {
    add("a.log", "a~2.log");

    assertThat(names.free("a.log", Set.of())).isEqualTo("a~3.log");
  }

  @Test
  void name_of_a_file_without_a_journal_line_is_taken() {
    assertThat(names.free("a.log", Set.of("a.log"))).isEqualTo("a~2.log");
  }

  @Test
  void every_folder_above_a_file_is_taken() {
    add("a/b/c.log");

    assertThat(names.isFree("a")).isFalse();
    assertThat(names.isFree("a/b")).isFalse();
    assertThat(names.isFree("a/b/c.log")).isFalse();
    assertThat(names.isFree("b")).isTrue();
    assertThat(names.free("a", Set.of())).isEqualTo("a~2");
  }

  @Test
  void folder_with_the_name_of_a_file_gets_a_number() {
    add("a", "a~2/b");

    assertThat(names.below("a/b/c.log", Set.of())).isEqualTo("a~2/b~2/c.log");
    assertThat(names.below("a/b/c.log", Set.of("a~2"))).isEqualTo("a~3/b/c.log");
    assertThat(names.below("c/a/b", Set.of())).isEqualTo("c/a/b");
  }

  @Test
  void namesakes_are_the_name_and_its_numbers_up_to_the_first_free_one() {
    add("a.log", "a~2.log", "a~4.log");

    assertThat(names.namesakes("a.log")).containsExactly("a.log", "a~2.log");
    assertThat(names.namesakes("b.log")).isEmpty();
  }

  private void add(String... added) {
    for (String name : added) {
      files.add(name);
      names.add(name);
    }
  }
}
