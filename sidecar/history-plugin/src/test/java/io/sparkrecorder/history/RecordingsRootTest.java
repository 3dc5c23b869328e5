package io.sparkrecorder.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingsRootTest {
  @Test
  void manifest_is_in_the_folder_of_the_application() {
    ApplicationFolder folder = RecordingsRoot.of("s3a://b/p/recordings/").folder("a").orElseThrow();
    assertThat(folder.manifest()).hasToString("s3a://b/p/recordings/a/manifest.json");
    assertThat(folder.address()).isEqualTo("s3://b/p/recordings/a/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "s3a:b", "recordings", "s3a://b", "s3a://b/", "s3a://b/a?b", "s3a:// /"})
  void setting_that_is_no_folder_is_refused_with_an_example(String setting) {
    assertThatThrownBy(() -> RecordingsRoot.of(setting))
        .hasMessageContaining("expected a folder such as s3a://bucket/prefix/recordings");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "a/b", "a..b", "a\\b", ".a", "a b", "a%2fb", ""})
  void id_with_other_characters_has_no_folder(String app) {
    assertThat(RecordingsRoot.of("s3a://b/recordings").folder(app)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recordings/b/x",
        "recordings/a",
        "recordings/a/../b/x",
        "recordings/a//x",
        "recordings/a/./x",
        "/recordings/a/x",
        "recordings/a/x\\y",
        "recordings/a/",
        ""
      })
  void key_outside_of_the_folder_has_no_path(String key) {
    assertThat(RecordingsRoot.of("s3a://b/recordings").folder("a").orElseThrow().recording(key))
        .isEmpty();
  }
}
