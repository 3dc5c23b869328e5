package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.RecordedFile;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedTextsTest {
  private final SharedTexts texts = new SharedTexts();

  @Test
  void file_is_the_same_with_shared_texts() {
    RecordedFile plain = file("a", "jfr", Optional.empty());
    RecordedFile killed = file("b", "jfr", Optional.of("a note")).besideKill();

    assertThat(texts.in(plain)).isEqualTo(plain);
    assertThat(texts.in(killed)).isEqualTo(killed);
  }

  @Test
  void equal_texts_of_two_files_are_one_object() {
    RecordedFile one = texts.in(file("a", copy("jfr"), Optional.of(copy("a note"))));
    RecordedFile two = texts.in(file("b", copy("jfr"), Optional.of(copy("a note"))));

    assertThat(two.format()).isSameAs(one.format());
    assertThat(two.note().orElseThrow()).isSameAs(one.note().orElseThrow());
  }

  @Test
  void thousands_of_different_notes_stay_as_they_are() {
    for (int number = 0; number < 5_000; number++) {
      RecordedFile file = file("a", "jfr", Optional.of("note " + number));
      assertThat(texts.in(file)).isEqualTo(file);
    }
  }

  private static RecordedFile file(String name, String format, Optional<String> note) {
    return new RecordedFile(name, 1, Crc32c.EMPTY, format, FileState.WHOLE, note);
  }

  private static String copy(String text) {
    return new String(text.toCharArray());
  }
}
