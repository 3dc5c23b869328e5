package io.sparkrecorder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.config.Setting;
import io.sparkrecorder.record.Stop;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
  @ParameterizedTest
  @ValueSource(strings = {"record", "ls", "get", "version"})
  void help_of_every_command_has_an_example(String command) {
    String help = help(command, "--help");

    assertThat(help).startsWith("Usage: recorder " + command).contains("Example");
    assertThat(help.substring(help.indexOf("Example"))).contains("recorder " + command);
  }

  @Test
  void help_shows_every_command_and_setting() {
    String help = help("--help");

    assertThat(help).contains("Examples:", "record", "ls", "get", "version");
    for (Setting<?> setting : RecorderSettings.all()) {
      assertThat(help).contains("  " + setting.name() + " ");
    }
  }

  @Test
  void settings_are_in_two_columns_that_fit_the_width() {
    String help = help("--help");
    String settings = help.substring(help.indexOf("  RECORDER_APP "));
    int column = settings.indexOf("Spark's application id");

    assertThat(settings.lines())
        .allSatisfy(
            line -> {
              assertThat(line).hasSizeLessThan(SettingsTable.WIDTH);
              assertThat(line.substring(column - 2, column)).isBlank();
              assertThat(line.charAt(column)).isNotEqualTo(' ');
            });
    assertThat(settings).contains("[240s]").doesNotContain("%%");
  }

  private static String help(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Main.run(args, Map.of(), new Stop(), new PrintWriter(out), new PrintWriter(err));
    assertThat(exit).as(err.toString()).isEqualTo(Exit.OK);
    return out.toString();
  }
}
