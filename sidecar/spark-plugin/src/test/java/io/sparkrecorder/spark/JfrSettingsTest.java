package io.sparkrecorder.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.testbed.ProjectFolder;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JfrSettingsTest {
  private static final Pattern EVENT_NAME = Pattern.compile("(jdk|spark)\\.\\w+");

  @Test
  void events_that_are_left_out_are_those_of_the_charts() throws Exception {
    assertThat(JfrSettings.LEFT_OUT)
        .containsExactlyInAnyOrderElementsOf(
            names(definition("_agents.tpl", "spark-lib.agents.leftOut")));
  }

  @Test
  void profile_for_spark_has_the_events_of_the_charts() throws Exception {
    List<String> events = names(definition("_jfc.tpl", "spark-lib.jfc.events"));
    Map<String, String> settings = JfrSettings.read("spark");

    assertThat(events).contains("jdk.ExecutionSample", "spark.Task").hasSizeGreaterThan(60);
    assertThat(events)
        .allSatisfy(
            event ->
                assertThat(settings)
                    .containsEntry(
                        event + "#enabled",
                        JfrSettings.LEFT_OUT.contains(event) ? "false" : "true"));
    assertThat(settings)
        .containsEntry("jdk.ExecutionSample#period", "20 ms")
        .containsEntry("spark.Task#threshold", "0 ns")
        .doesNotContainKey("jdk.OldObjectSample#enabled");
  }

  @Test
  void profile_for_spark_has_no_event_enabled_that_is_left_out() throws Exception {
    try (InputStream file = JfrSettings.class.getResourceAsStream("spark.jfc")) {
      assertThat(file).isNotNull();
      String text = new String(file.readAllBytes(), UTF_8);
      assertThat(JfrSettings.LEFT_OUT)
          .allSatisfy(
              event ->
                  assertThat(text)
                      .containsOnlyOnce('"' + event + '"')
                      .contains(
                          "<event name=\""
                              + event
                              + "\"><setting name=\"enabled\">false</setting></event>"));
    }
  }

  @Test
  void unknown_settings_are_named_with_the_known_ones() {
    assertThatThrownBy(() -> JfrSettings.read("fast"))
        .isInstanceOf(WrongSettings.class)
        .hasMessageStartingWith(
            "spark.recorder.profiler.jfr.settings is \"fast\": expected spark, profile, default, or"
                + " the path of a .jfc file");
    assertThatThrownBy(() -> JfrSettings.read("/absent.jfc")).isInstanceOf(WrongSettings.class);
  }

  private static List<String> names(String text) {
    return EVENT_NAME.matcher(text).results().map(MatchResult::group).collect(Collectors.toList());
  }

  private static String definition(String template, String name) throws Exception {
    String text =
        Files.readString(
            ProjectFolder.find().root().resolve("charts/spark-lib/templates/" + template));
    int begin = text.indexOf("define \"" + name + '"') + name.length() + 8;
    int end = text.indexOf("define \"", begin);
    return text.substring(begin, end < 0 ? text.length() : end);
  }
}
