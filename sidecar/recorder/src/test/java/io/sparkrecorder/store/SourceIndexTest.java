package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SourceIndexTest {

  @Test
  void index_answers_as_a_map_of_texts_does() {
    SourceIndex index = new SourceIndex();
    Map<String, String> expected = new HashMap<>();
    Random random = new Random(3);
    for (int round = 0; round < 50_000; round++) {
      String from = "file-%d.log@%d".formatted(random.nextInt(20_000), random.nextInt(3));
      String name = "name-" + random.nextInt(1_000);
      index.put(from, name);
      expected.put(from, name);
    }

    expected.forEach((from, name) -> assertThat(index.get(from)).isEqualTo(name));
    for (int other = 0; other < 20_000; other++) {
      assertThat(index.get("file-%d.log@3".formatted(other))).isNull();
    }
  }

  @Test
  void index_tells_texts_apart_that_string_hashes_do_not() {
    SourceIndex index = new SourceIndex();

    index.put("AaAa", "one");
    index.put("BBBB", "two");

    assertThat("AaAa".hashCode()).isEqualTo("BBBB".hashCode());
    assertThat(index.get("AaAa")).isEqualTo("one");
    assertThat(index.get("BBBB")).isEqualTo("two");
    assertThat(index.get("AaBB")).isNull();
    assertThat(index.get("")).isNull();
  }
}
