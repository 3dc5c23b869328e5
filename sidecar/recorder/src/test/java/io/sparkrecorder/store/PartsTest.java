package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartsTest {
  private static final int LEAST = 5 << 20;

  private final Parts parts = new Parts();
  private final byte[] bytes = new byte[4 * LEAST];

  PartsTest() {
    new Random(7).nextBytes(bytes);
  }

  @Test
  void file_without_bytes_has_no_parts() {
    assertThat(parts.list()).isEmpty();
  }

  @Test
  void part_grows_until_it_has_the_least_size_and_ends_with_an_append() {
    grow(LEAST - 1);
    assertThat(parts.list()).containsExactly(part(1, 0, LEAST - 1, false));

    grow(LEAST + 9);
    assertThat(parts.list()).containsExactly(part(1, 0, LEAST + 9, true));

    grow(LEAST + 10);
    assertThat(parts.list())
        .containsExactly(part(1, 0, LEAST + 9, true), part(2, LEAST + 9, LEAST + 10, false));
  }

  @Test
  void full_part_never_changes_when_the_file_grows() {
    grow(LEAST);
    Part first = parts.list().getFirst();
    for (int end = LEAST + 1; end < bytes.length; end += LEAST / 3) {
      grow(end);
    }

    assertThat(parts.list().getFirst()).isEqualTo(first);
    assertThat(parts.list()).hasSizeGreaterThan(2);
  }

  @Test
  void parts_cover_the_file_and_have_the_checksums_of_their_bytes() {
    for (int end = 1 << 20; end <= bytes.length; end += 1 << 20) {
      grow(end);
    }

    long end = 0;
    for (Part part : parts.list()) {
      assertThat(part)
          .isEqualTo(
              part(part.number(), (int) end, (int) (end + part.bytes()), part.bytes() >= LEAST));
      end += part.bytes();
    }
    assertThat(end).isEqualTo(bytes.length);
  }

  private void grow(int end) {
    parts.grow(end, Crc32c.of(Arrays.copyOf(bytes, end)));
  }

  private Part part(int number, int begin, int end, boolean full) {
    byte[] own = Arrays.copyOfRange(bytes, begin, end);
    return new Part(number, begin, own.length, Crc32c.of(own), full);
  }
}
