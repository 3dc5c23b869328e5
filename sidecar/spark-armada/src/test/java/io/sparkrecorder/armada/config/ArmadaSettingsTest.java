package io.sparkrecorder.armada.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.armada.api.ArmadaProblem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArmadaSettingsTest {

  @Test
  void unset_settings_have_the_defaults_of_the_table() {
    ArmadaSettings settings = with(Map.of());

    assertThat(settings.queue()).isEqualTo("team");
    assertThat(settings.get(ArmadaSettings.JOB_SET)).isEmpty();
    assertThat(settings.get(ArmadaSettings.PRIORITY)).isZero();
    assertThat(settings.get(ArmadaSettings.CLUSTER_SELECTORS)).isEmpty();
    assertThat(settings.get(ArmadaSettings.TRACKER_TIMEOUT)).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.get(ArmadaSettings.GRACE)).isEqualTo(30);
    assertThat(settings.get(ArmadaSettings.TLS)).isFalse();
  }

  @Test
  void names_match_without_regard_to_case() {
    ArmadaSettings settings =
        with(
            Map.of(
                "spark.armada.Executor.TrackerTimeout", "90s",
                "spark.armada.lookoutUrl", "https://lookout.example.com/",
                "spark.armada.EXECUTOR.labels", "a=1, b=2"));

    assertThat(settings.get(ArmadaSettings.TRACKER_TIMEOUT)).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.get(ArmadaSettings.LOOKOUT))
        .contains(URI.create("https://lookout.example.com"));
    assertThat(settings.get(ArmadaSettings.EXECUTOR_LABELS)).isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @ParameterizedTest
  @CsvSource({
    "priority, high, 10",
    "priority, -1, 10",
    "health.checkTimeout, soon, 1m",
    "health.checkTimeout, 0, 1m",
    "executor.grace, 301s, 2m",
    "clusterSelectors, zone, zone=a",
    "lookouturl, lookout.example.com, https://lookout.example.com",
    "tls.enabled, yes, true",
    "executor.ephemeralStorage, 8 gigabytes, 20Gi",
    "executor.ephemeralStorage, '', 20Gi",
    "sidecar.ephemeralStorage, 0, 2Gi",
    "sidecar.ephemeralStorage, -1Gi, 2Gi",
  })
  void a_wrong_value_is_one_line_with_the_line_to_type(String name, String value, String type) {
    assertThatThrownBy(() -> with(Map.of("spark.armada." + name, value)))
        .isInstanceOf(ArmadaProblem.class)
        .hasMessageStartingWith("spark.armada." + name + "=" + value + ": expected ")
        .hasMessageEndingWith("Type, for example, spark.armada." + name + "=" + type);
  }

  @Test
  void a_missing_queue_is_refused_with_the_option_to_add() {
    assertThatThrownBy(() -> ArmadaSettings.of(Map.of()))
        .hasMessage(
            "spark.armada.queue is not set. Add, for example, --conf spark.armada.queue=team-a");
  }

  @Test
  void a_misspelt_name_is_refused_with_those_that_exist() {
    assertThatThrownBy(() -> with(Map.of("spark.armada.prioritie", "1")))
        .hasMessageStartingWith("spark.armada.prioritie is no setting")
        .hasMessageContaining("spark.armada.priority,");
  }

  @Test
  void a_name_that_is_set_twice_is_refused() {
    assertThatThrownBy(() -> with(Map.of("spark.armada.Queue", "other")))
        .hasMessageContaining("is set twice");
  }

  @Test
  void a_setting_of_spark_is_left_alone() {
    assertThat(with(Map.of("spark.executor.instances", "many")).queue()).isEqualTo("team");
  }

  @Test
  void each_default_and_each_example_is_a_value() {
    ArmadaSettings.all()
        .forEach(
            setting -> {
              setting.parse(setting.defaultText());
              setting.parse(setting.example());
            });
  }

  @Test
  void the_table_in_the_docs_is_up_to_date() throws IOException {
    Path page = Path.of("../docs/armada.md");
    if (!Files.exists(page)) {
      page = Path.of("../../docs/armada.md");
    }
    assertThat(SettingsTable.onPage(Files.readString(page))).isEqualTo(SettingsTable.ofCode());
  }

  private static ArmadaSettings with(Map<String, String> more) {
    Map<String, String> conf = new HashMap<>(more);
    conf.put("spark.armada.queue", "team");
    return ArmadaSettings.of(conf);
  }
}
