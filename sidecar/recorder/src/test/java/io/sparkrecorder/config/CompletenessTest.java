package io.sparkrecorder.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.config.Completeness.Rule;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletenessTest {
  @Test
  void file_that_no_rule_names_waits_for_the_end_of_the_main_container() {
    assertThat(Completeness.NONE.of(Path.of("any"))).isEqualTo(new Rule.OnMainExit());
    assertThat(rules("*.undo=saved-file").of(Path.of("a.html"))).isEqualTo(new Rule.OnMainExit());
  }

  @Test
  void first_rule_that_matches_counts() {
    Completeness rules = rules("a.*=saved-file,*=stable-size:1m,b.*=on-main-exit");

    assertThat(rules.of(Path.of("a.txt"))).isEqualTo(new Rule.SavedFile());
    assertThat(rules.of(Path.of("b.txt"))).isEqualTo(new Rule.StableSize(Duration.ofMinutes(1)));
  }

  @ParameterizedTest
  @CsvSource({
    "*.html, flame.html, true",
    "*.html, deep/down/flame.html, true",
    "*.html, flame.html.gz, false",
    "flame-?.html, flame-1.html, true",
    "flame-?.html, flame-12.html, false",
    "out/*.html, out/flame.html, true",
    "out/*.html, flame.html, false",
    "out/*.html, out/deep/flame.html, false",
    "out/**, out/deep/flame.html, true",
    "*, .hidden, true",
    "a.b, axb, false"
  })
  void pattern_without_a_slash_matches_in_any_folder(String glob, Path path, boolean matches) {
    assertThat(Glob.of(glob).matches(path)).isEqualTo(matches);
  }

  private static Completeness rules(String text) {
    return RecorderSettings.from(Variables.driver("RECORDER_COMPLETENESS", text)).completeness();
  }
}
