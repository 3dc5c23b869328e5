package io.sparkrecorder.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
  @ParameterizedTest
  @CsvSource({
    "deep/er/7.log,deep/er/7.log",
    "odd name,odd%20name",
    "\u00e9,%C3%A9",
    "x%41,x%2541",
    "marker.json,%6Darker.json",
    ".hidden-7.part,%2Ehidden-7.part",
  })
  void odd_characters_are_percent_encoded(String name, String encoded) {
    assertThat(Names.encoded(name)).isEqualTo(encoded);
  }

  @ParameterizedTest
  @CsvSource({
    "dump.hprof,dump.hprof,true",
    "dump~2.hprof,dump.hprof,true",
    "dump~12.hprof,dump.hprof,true",
    "dump2.hprof,dump.hprof,false",
    "dump~2.hprof,other.hprof,false",
    "dump.hprof,dump~2.hprof,false",
  })
  void numbered_copy_of_a_file_matches_its_name(String entry, String name, boolean matches) {
    assertThat(Names.matches(entry, name)).isEqualTo(matches);
  }

  @Test
  void long_name_matches_by_its_beginning() {
    String name = "7-" + "L".repeat(250);

    assertThat(Names.matches(name.substring(0, 200) + "~0badcafe", name)).isTrue();
    assertThat(Names.matches("8" + name.substring(1), name)).isFalse();
  }
}
