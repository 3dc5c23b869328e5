package io.sparkrecorder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTableTest {
  private static final Path PAGE = Path.of("../docs/settings.md");

  @Test
  void page_in_the_docs_is_up_to_date() throws IOException {
    String page = Files.readString(PAGE);

    assertThat(page).as("run `make generate`").isEqualTo(SettingsTable.into(page));
  }

  @Test
  void every_setting_has_one_row_with_as_many_cells_as_the_header() {
    for (Setting<?> setting : RecorderSettings.all()) {
      assertThat(
              SettingsTable.markdown()
                  .lines()
                  .filter(row -> row.contains("`" + setting.name() + "` |")))
          .singleElement()
          .satisfies(row -> assertThat(row.chars().filter(c -> c == '|').count()).isEqualTo(5));
    }
  }

  @Test
  void text_around_the_table_is_kept() {
    String page = SettingsTable.into(page("an older table\n"));

    assertThat(page)
        .startsWith("# Settings\n")
        .endsWith("\nthe end\n")
        .doesNotContain("an older table");
    assertThat(SettingsTable.into(page)).as("a second time").isEqualTo(page);
  }

  @Test
  void page_without_the_comments_is_refused() {
    assertThatThrownBy(() -> SettingsTable.into("# Settings\n")).hasMessageContaining("settings");
  }

  private static String page(String table) {
    return "# Settings\n<!-- settings: made by `make generate` -->\n"
        + table
        + "<!-- end of settings -->\nthe end\n";
  }
}
