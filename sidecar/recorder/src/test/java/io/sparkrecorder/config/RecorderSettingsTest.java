package io.sparkrecorder.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.config.Completeness.Rule;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecorderSettingsTest {
  private static final String RULES =
      "*.undo=saved-file, out/*.html=stable-size:10s,*.log=on-main-exit";

  @Test
  void unset_settings_have_these_defaults() {
    assertThat(RecorderSettings.from(Variables.driver()))
        .isEqualTo(
            new RecorderSettings(
                new PodIdentity(
                    "spark-3f2a",
                    "default",
                    Role.DRIVER,
                    Optional.empty(),
                    "pi-driver",
                    "7d0c",
                    Optional.empty()),
                Path.of("/recordings"),
                Path.of("/store"),
                Transport.SHARED_VOLUME,
                Duration.ofSeconds(240),
                Duration.ofSeconds(120),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                DiscoveryMode.KUBERNETES,
                new RollSettings(64 << 20, Duration.ofMinutes(30)),
                Completeness.NONE,
                Set.of(),
                Optional.of(
                    new S3Settings(
                        "team-a",
                        "pipelines/default",
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Encryption.NONE,
                        Optional.empty(),
                        ChecksumMode.AUTO,
                        16 << 20,
                        4,
                        Duration.ofSeconds(30)))));
  }

  @Test
  void every_setting_reaches_its_field() {
    Map<String, String> variables = everythingElse();

    assertThat(RecorderSettings.from(variables))
        .isEqualTo(
            new RecorderSettings(
                new PodIdentity(
                    "spark-9e",
                    "team-b",
                    Role.DRIVER,
                    Optional.empty(),
                    "sum-driver",
                    "a1b2",
                    Optional.of("node-7")),
                Path.of("/spool"),
                Path.of("/mnt/store"),
                Transport.DIRECT,
                Duration.ofMinutes(10),
                Duration.ofSeconds(90),
                Duration.ofMinutes(2),
                Duration.ofMillis(7500),
                Duration.ofMillis(250),
                DiscoveryMode.STORE,
                new RollSettings(128 << 20, Duration.ofHours(1)),
                new Completeness(
                    List.of(
                        new Completeness.Entry(Glob.of("*.undo"), new Rule.SavedFile()),
                        new Completeness.Entry(
                            Glob.of("out/*.html"), new Rule.StableSize(Duration.ofSeconds(10))),
                        new Completeness.Entry(Glob.of("*.log"), new Rule.OnMainExit()))),
                Set.of(Sensitive.ENVIRONMENT, Sensitive.COMMAND_LINE),
                Optional.of(
                    new S3Settings(
                        "team-b-recordings",
                        "some/where",
                        Optional.of(URI.create("https://s3.example.com:9000")),
                        Optional.of("eu-west-1"),
                        false,
                        Encryption.AWS_KMS,
                        Optional.of("alias/recordings"),
                        ChecksumMode.OFF,
                        64 << 20,
                        8,
                        Duration.ofMinutes(1)))));
  }

  @Test
  void test_above_gives_no_setting_its_default() {
    Map<String, String> variables = everythingElse();
    variables.put("RECORDER_EXECUTOR_ID", "1"); // a driver has none, see the test below

    for (Setting<?> setting : RecorderSettings.all()) {
      assertThat(variables).as("settings in the test").containsKey(setting.name());
      assertThat(variables.get(setting.name()))
          .as(setting.name())
          .isNotEqualTo(setting.defaultText());
    }
  }

  @Test
  void executor_has_an_id_and_no_bucket() {
    RecorderSettings settings = RecorderSettings.from(Variables.executor());

    assertThat(settings.pod().role()).isEqualTo(Role.EXECUTOR);
    assertThat(settings.pod().executorId()).contains("1");
    assertThat(settings.pod().label()).isEqualTo("executor-1");
    assertThat(settings.s3()).isEmpty();
  }

  @Test
  void executor_with_direct_transport_requires_a_bucket() {
    Map<String, String> variables = Variables.executor();
    variables.put("RECORDER_TRANSPORT", "direct");

    assertThatThrownBy(() -> RecorderSettings.from(variables))
        .hasMessageContaining("RECORDER_S3_BUCKET is not set");
    variables.put("RECORDER_S3_BUCKET", "team-a");
    assertThat(RecorderSettings.from(variables).s3().orElseThrow().bucket()).isEqualTo("team-a");
  }

  @Test
  void every_setting_is_documented() {
    Set<String> names = new HashSet<>();
    for (Setting<?> setting : RecorderSettings.all()) {
      assertThat(setting.name()).matches("RECORDER_[A-Z0-9_]+");
      assertThat(names.add(setting.name())).as("%s stands once", setting.name()).isTrue();
      assertThat(setting.description()).as(setting.name()).endsWith(".").hasSizeBetween(10, 160);
      assertThat(setting.type()).as(setting.name()).isNotBlank();
      assertThat(setting.expected()).as(setting.name()).isNotBlank();
    }
  }

  @Test
  void every_default_is_a_valid_value() {
    for (Setting<?> setting : RecorderSettings.all()) {
      if (setting.hasDefault()) {
        Object value = setting.parse(setting.defaultText());
        assertThat(value).as(setting.name()).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "240s, PT4M",
    "4m, PT4M",
    "240, PT4M",
    "PT4M, PT4M",
    "240000ms, PT4M",
    "1h, PT1H",
    "' 24h ', PT24H"
  })
  void durations_are_read_in_the_form_of_kubernetes(String text, Duration duration) {
    assertThat(RecorderSettings.from(Variables.driver("RECORDER_GRACE", text)).grace())
        .isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({"5242880, 5242880", "5120Ki, 5242880", "5Mi, 5242880", "5Gi, 5368709120"})
  void sizes_are_read_in_the_form_of_kubernetes(String text, long bytes) {
    assertThat(s3("RECORDER_S3_PART_SIZE", text).partSize()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "pipelines/a, pipelines/a/recordings/app",
    "/pipelines/a/, pipelines/a/recordings/app",
    "/, recordings/app",
    "'', pipelines/default/recordings/app"
  })
  void keys_begin_with_the_prefix_and_recordings(String prefix, String key) {
    assertThat(s3("RECORDER_S3_PREFIX", prefix).key("app")).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Team_A", "a", "team.a", "TEAM", "tenant:team-a", "team+a", "bücket", "a--b"})
  void bucket_of_an_s3_server_may_have_any_name_that_servers_allow(String bucket) {
    Map<String, String> variables = Variables.driver("RECORDER_S3_BUCKET", bucket);
    variables.put("RECORDER_S3_ENDPOINT", "http://s3.example.com");
    assertThat(RecorderSettings.from(variables).s3().orElseThrow().bucket()).isEqualTo(bucket);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b",
        "s3://a",
        "a b",
        "a\tb",
        ".",
        "..",
        "a?b",
        "a\\b",
        "arn:aws:s3:::a",
        "a%2Fb"
      })
  void bucket_of_an_s3_server_is_never_a_path_or_an_address(String bucket) {
    Map<String, String> variables = Variables.driver("RECORDER_S3_BUCKET", bucket);
    variables.put("RECORDER_S3_ENDPOINT", "http://s3.example.com");
    assertThatThrownBy(() -> RecorderSettings.from(variables))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("expected the name of a bucket");
  }

  @Test
  void bucket_in_the_host_name_follows_the_naming_rule_of_aws() {
    Map<String, String> variables = Variables.driver("RECORDER_S3_BUCKET", "Team_A");
    variables.put("RECORDER_S3_ENDPOINT", "http://s3.example.com");
    variables.put("RECORDER_S3_PATH_STYLE", "false");
    assertThatThrownBy(() -> RecorderSettings.from(variables))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("RECORDER_S3_BUCKET=Team_A");
  }

  @Test
  void server_other_than_aws_has_its_buckets_in_the_path() {
    assertThat(s3("RECORDER_S3_ENDPOINT", "http://s3.example.com").pathStyle()).isTrue();
  }

  @Test
  void grace_too_short_for_executors_and_upload_gives_a_warning() {
    RecorderSettings settings = RecorderSettings.from(Variables.driver("RECORDER_GRACE", "120s"));

    assertThat(settings.timesWarning())
        .contains(
            "driver grace 120s is too short: an executor may take 120s, and uploading 60s."
                + " Set terminationGracePeriodSeconds of the driver and RECORDER_GRACE"
                + " to at least 185s");
  }

  @Test
  void grace_named_in_the_warning_is_the_shortest_sufficient_one() {
    assertThat(RecorderSettings.from(Variables.driver("RECORDER_GRACE", "185s")).timesWarning())
        .isEmpty();
    assertThat(RecorderSettings.from(Variables.driver("RECORDER_GRACE", "184s")).timesWarning())
        .isPresent();
  }

  @Test
  void executor_with_a_short_grace_gives_no_warning() {
    Map<String, String> variables = Variables.executor();
    variables.put("RECORDER_GRACE", "30s");

    assertThat(RecorderSettings.from(variables).timesWarning()).isEmpty();
  }

  private static S3Settings s3(String name, String value) {
    return RecorderSettings.from(Variables.driver(name, value)).s3().orElseThrow();
  }

  private static Map<String, String> everythingElse() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("RECORDER_APP", "spark-9e");
    variables.put("RECORDER_NAMESPACE", "team-b");
    variables.put("RECORDER_ROLE", "driver");
    variables.put("RECORDER_POD", "sum-driver");
    variables.put("RECORDER_POD_UID", "a1b2");
    variables.put("RECORDER_NODE", "node-7");
    variables.put("RECORDER_SPOOL", "/spool");
    variables.put("RECORDER_STORE", "/mnt/store/");
    variables.put("RECORDER_TRANSPORT", "direct");
    variables.put("RECORDER_GRACE", "10m");
    variables.put("RECORDER_EXECUTOR_GRACE", "90s");
    variables.put("RECORDER_UPLOAD_TIME", "PT2M");
    variables.put("RECORDER_RESERVE", "7500ms");
    variables.put("RECORDER_SCAN_INTERVAL", "250ms");
    variables.put("RECORDER_DISCOVERY", "store");
    variables.put("RECORDER_DIRECT_ROLL_SIZE", "128Mi");
    variables.put("RECORDER_DIRECT_ROLL_AGE", "1h");
    variables.put("RECORDER_COMPLETENESS", RULES);
    variables.put("RECORDER_SENSITIVE", "environment, command-line");
    variables.put("RECORDER_S3_BUCKET", "team-b-recordings");
    variables.put("RECORDER_S3_PREFIX", "/some/where/");
    variables.put("RECORDER_S3_ENDPOINT", "https://s3.example.com:9000");
    variables.put("RECORDER_S3_REGION", "eu-west-1");
    variables.put("RECORDER_S3_PATH_STYLE", "false");
    variables.put("RECORDER_S3_ENCRYPTION", "aws-kms");
    variables.put("RECORDER_S3_KMS_KEY", "alias/recordings");
    variables.put("RECORDER_S3_CHECKSUM", "off");
    variables.put("RECORDER_S3_PART_SIZE", "64Mi");
    variables.put("RECORDER_S3_CONCURRENCY", "8");
    variables.put("RECORDER_S3_ATTEMPT_TIMEOUT", "1m");
    variables.put("RECORDER_REAP_IDLE", "1h");
    variables.put("RECORDER_REAP_APP_TIME", "10m");
    variables.put("RECORDER_REAP_LEASE", "2m");
    variables.put("RECORDER_REAP_KEEP", "168h");
    variables.put("RECORDER_REAP_QUOTA", "500Gi");
    return variables;
  }
}
