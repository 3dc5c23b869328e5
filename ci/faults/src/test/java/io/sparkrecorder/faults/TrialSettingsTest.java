package io.sparkrecorder.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrialSettingsTest {
  private static final Path FOLDER = Path.of("/rounds");

  @Test
  void empty_environment_gives_the_defaults() {
    TrialSettings settings = TrialSettings.of(Map.of("KILLS", ""), FOLDER);

    assertThat(settings)
        .isEqualTo(new TrialSettings(100, settings.seed(), Optional.empty(), 2, FOLDER));
  }

  @Test
  void every_variable_is_read() {
    Map<String, String> variables =
        Map.of("KILLS", "12", "SEED", "7", "ROUND", "3", "AT_ONCE", "1", "FAULTS_DIR", "/other");

    assertThat(TrialSettings.of(variables, FOLDER))
        .isEqualTo(new TrialSettings(12, 7, Optional.of(3), 1, Path.of("/other")));
  }

  @Test
  void text_instead_of_a_number_is_refused_with_the_variables_name() {
    assertThatThrownBy(() -> TrialSettings.of(Map.of("KILLS", "many"), FOLDER))
        .hasMessage("KILLS=many: expected a number such as 100");
  }
}
