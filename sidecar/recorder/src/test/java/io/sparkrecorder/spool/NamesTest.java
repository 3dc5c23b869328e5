package io.sparkrecorder.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
  private static final Path ROOT = Path.of("/recordings");

  @Test
  void name_within_the_limits_is_unchanged() {
    String name = "d".repeat(200) + "/" + "d".repeat(149) + "/" + "f".repeat(200);

    assertThat(name(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({".jfr", ".hprof.gz", ".hprof.p0", ".undo.saved", "''"})
  void cut_segment_keeps_its_extension(String extension) {
    String cut = name("f".repeat(250 - extension.length()) + extension);

    assertThat(cut).matches("f+~[0-9a-f]{16}" + extension.replace(".", "[.]")).hasSize(217);
  }

  @Test
  void cut_never_splits_a_percent_encoded_character() {
    for (String ascii : List.of("", "a", "ab")) {
      String cut = name(ascii + "\u00fc".repeat(120));
      assertThat(cut.substring(0, cut.indexOf('~'))).matches(ascii + "(%C3(%BC|$))+");
    }
  }

  @Test
  void deep_path_fits_a_key_below_the_longest_prefix() {
    String deep = String.join("/", Collections.nCopies(30, "d".repeat(180)));

    assertThat(name(deep + "/" + "\u00fc".repeat(127)).getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(Names.LONGEST - 15);
    assertThat(name(deep + "/a.log")).endsWith("/a.log");
  }

  @Test
  void files_of_a_deep_folder_stay_in_one_folder() {
    String deep = String.join("/", Collections.nCopies(6, "d".repeat(180)));

    assertThat(Path.of(name(deep + "/a")).getParent())
        .isEqualTo(Path.of(name(deep + "/b")).getParent())
        .isNotEqualTo(Path.of(name(deep.replaceFirst("d", "e") + "/a")).getParent());
  }

  @Test
  void cut_name_never_equals_an_uncut_name() {
    String cut = name("f".repeat(250));
    assertThat(name(cut)).isNotEqualTo(cut);

    String deep = String.join("/", Collections.nCopies(6, "d".repeat(180)));
    String folder = Path.of(name(deep + "/a")).getParent().toString();
    assertThat(name(folder + "/a")).isNotEqualTo(name(deep + "/a"));
  }

  @Test
  void two_paths_never_get_the_same_name() {
    Random random = new Random(1);
    Set<String> paths = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (int count = 0; count < 5_000; count++) {
      String path = path(random);
      paths.add(path);
      names.add(name(path));
    }
    assertThat(names).hasSameSizeAs(paths).allMatch(name -> name.length() <= Names.LONGEST);
  }

  /**
   * A random path of few letters, with lengths near the limits, so that paths resemble each other.
   */
  private static String path(Random random) {
    StringBuilder path = new StringBuilder();
    for (int depth = random.nextInt(4); depth >= 0; depth--) {
      path.append("a".repeat(random.nextInt(195, 206))).append(random.nextInt(3));
      path.append(depth == 0 ? random.nextBoolean() ? ".log" : "%~" : "/");
    }
    return path.toString();
  }

  private static String name(String path) {
    return Names.of(ROOT, ROOT.resolve(path));
  }
}
