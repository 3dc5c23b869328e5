package io.sparkrecorder.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RECORDER_APP                | a/b             | Spark's application id: letters, digits, dots, hyphens and underscores
          RECORDER_APP                | ..              | Spark's application id: letters, digits, dots, hyphens and underscores
          RECORDER_NAMESPACE          | Team_A          | the name of a namespace
          RECORDER_ROLE               | Driver          | one of driver, executor
          RECORDER_POD                | ../pi           | the name of the pod
          RECORDER_POD_UID            | a b             | the uid of the pod
          RECORDER_NODE               | ?               | the name of the node
          RECORDER_SPOOL              | recordings      | an absolute path
          RECORDER_STORE              | ./store         | an absolute path
          RECORDER_SENSITIVE          | environment,all | none, or environment, command-line or both, separated by a comma
          RECORDER_TRANSPORT          | carrier-pigeon  | one of shared-volume, direct
          RECORDER_GRACE              | soon            | a duration such as 240s, between 2s and 24h
          RECORDER_GRACE              | 1s              | a duration such as 240s, between 2s and 24h
          RECORDER_GRACE              | 25h             | a duration such as 240s, between 2s and 24h
          RECORDER_EXECUTOR_GRACE     | -5s             | a duration such as 120s, between 0s and 24h
          RECORDER_UPLOAD_TIME        | PT-1S           | a duration such as 60s, between 0s and 24h
          RECORDER_RESERVE            | 5 seconds       | a duration such as 5s, between 0s and 24h
          RECORDER_SCAN_INTERVAL      | 1ms             | a duration such as 2s, between 50ms and 10m
          RECORDER_DISCOVERY          | dns             | one of kubernetes, store
          RECORDER_DIRECT_ROLL_SIZE   | 4Mi             | a size such as 64Mi, between 5Mi and 5Gi
          RECORDER_DIRECT_ROLL_AGE    | 24h             | a duration such as 30m, between 1s and 12h
          RECORDER_S3_BUCKET          | Team-A          | the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens; with RECORDER_S3_ENDPOINT, a name that the server takes
          RECORDER_S3_PREFIX          | a b             | a path of at most 200 characters without a slash at either end, such as pipelines/team-a
          RECORDER_S3_ENDPOINT        | s3.example.com  | a URL such as https://s3.example.com:9000, without user and password
          RECORDER_S3_ENDPOINT        | https://s3:99999| a URL such as https://s3.example.com:9000, without user and password
          RECORDER_S3_ENDPOINT        | ftp://s3        | a URL such as https://s3.example.com:9000, without user and password
          RECORDER_S3_REGION          | Ireland         | a region such as eu-west-1
          RECORDER_S3_PATH_STYLE      | yes             | true or false
          RECORDER_S3_ENCRYPTION      | kms             | one of none, aes256, aws-kms
          RECORDER_S3_KMS_KEY         | my key          | the id, alias or ARN of a KMS key
          RECORDER_S3_CHECKSUM        | crc32           | one of auto, on, off
          RECORDER_S3_PART_SIZE       | 1Mi             | a size such as 16Mi, between 5Mi and 5Gi
          RECORDER_S3_PART_SIZE       | 16MB            | a size such as 16Mi, between 5Mi and 5Gi
          RECORDER_S3_PART_SIZE       | 17179869185Gi   | a size such as 16Mi, between 5Mi and 5Gi
          RECORDER_S3_CONCURRENCY     | 0               | a number between 1 and 64
          RECORDER_S3_CONCURRENCY     | many            | a number between 1 and 64
          RECORDER_S3_ATTEMPT_TIMEOUT | 2h              | a duration such as 30s, between 100ms and 1h
          """)
  void bad_value_is_named_with_the_expected_form(String name, String value, String expected) {
    assertThat(problems(Variables.driver(name, value)))
        .containsExactly(name + "=" + value + ": expected " + expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*.undo",
        "*.undo=",
        "=saved-file",
        "*.undo=saved",
        "*.undo=saved-file:10s",
        "*.undo=on-main-exit:10s",
        "*.undo=stable-size",
        "*.undo=stable-size:",
        "*.undo=stable-size:4s",
        "*.undo=stable-size:61m",
        "*.undo=stable-size:soon",
        "*.{a,b}=saved-file",
        "*.[ab]=saved-file",
        "a b=saved-file",
        "*.undo=saved-file,",
        "*.undo=saved-file,none"
      })
  void bad_rule_of_completeness_is_named_with_the_expected_form(String rules) {
    assertThat(problems(Variables.driver("RECORDER_COMPLETENESS", rules)))
        .containsExactly(
            "RECORDER_COMPLETENESS="
                + rules
                + ": expected none, or GLOB=RULE, separated by commas, with * and ? in GLOB, and as"
                + " RULE on-main-exit, saved-file or stable-size:TIME, TIME between 5s and 1h, such"
                + " as *.undo=saved-file,*.html=stable-size:10s");
  }

  @Test
  void prefix_that_leaves_no_room_for_a_name_is_refused() {
    assertThatThrownBy(
            () ->
                RecorderSettings.s3From(
                    Map.of("RECORDER_S3_BUCKET", "b-1", "RECORDER_S3_PREFIX", "p".repeat(201))))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("expected a path of at most 200 characters");
  }

  @Test
  void bad_executor_id_is_named_with_the_expected_form() {
    Map<String, String> variables = Variables.executor();
    variables.put("RECORDER_EXECUTOR_ID", "1/2");

    assertThat(problems(variables))
        .containsExactly(
            "RECORDER_EXECUTOR_ID=1/2: expected Spark's id of the executor, such as 1");
  }

  @Test
  void all_errors_are_reported_at_once_one_per_line() {
    Map<String, String> variables = Variables.driver("RECORDER_GRACE", "soon");
    variables.remove("RECORDER_APP");
    variables.put("RECORDER_S3_BUCKET", "B");
    variables.put("RECORDER_S3_CONCURRENCY", "100");
    variables.put("RECORDER_COLOUR", "red");

    assertThat(problems(variables))
        .hasSize(5)
        .allSatisfy(line -> assertThat(line).startsWith("RECORDER_").doesNotContain("\n"))
        .anySatisfy(line -> assertThat(line).startsWith("RECORDER_COLOUR is not a setting"))
        .anySatisfy(line -> assertThat(line).startsWith("RECORDER_APP is not set"))
        .anySatisfy(line -> assertThat(line).startsWith("RECORDER_S3_BUCKET=B"))
        .anySatisfy(line -> assertThat(line).startsWith("RECORDER_GRACE=soon"))
        .anySatisfy(line -> assertThat(line).startsWith("RECORDER_S3_CONCURRENCY=100"));
  }

  @Test
  void executor_without_its_id_is_refused() {
    Map<String, String> variables = Variables.executor();
    variables.remove("RECORDER_EXECUTOR_ID");

    assertThat(problems(variables))
        .containsExactly(
            "RECORDER_EXECUTOR_ID is not set: expected Spark's id of the executor, such as 1");
  }

  @Test
  void driver_without_a_bucket_is_refused() {
    Map<String, String> variables = Variables.driver();
    variables.remove("RECORDER_S3_BUCKET");

    assertThat(problems(variables))
        .containsExactly(
            "RECORDER_S3_BUCKET is not set: expected the name of a bucket:"
                + " 3 to 63 lower-case letters, digits, dots and hyphens; with"
                + " RECORDER_S3_ENDPOINT, a name that the server takes");
  }

  @Test
  void description_of_a_required_setting_says_required() {
    List<String> missing = problems(Map.of("RECORDER_ROLE", "driver"));

    for (Setting<?> setting : RecorderSettings.all()) {
      boolean required =
          setting == PodIdentity.ROLE
              || setting == PodIdentity.EXECUTOR_ID
              || missing.stream().anyMatch(line -> line.startsWith(setting.name() + " "));
      assertThat(setting.description().contains("Required")).as(setting.name()).isEqualTo(required);
    }
  }

  @Test
  void reserve_longer_than_the_grace_is_refused() {
    Map<String, String> variables = Variables.driver("RECORDER_GRACE", "10s");
    variables.put("RECORDER_RESERVE", "10s");

    assertThat(problems(variables))
        .containsExactly(
            "RECORDER_RESERVE=10s: expected less than RECORDER_GRACE=10s,"
                + " out of which it is kept back");
  }

  @ParameterizedTest
  @CsvSource({
    "RECORDER_GRASE, RECORDER_GRACE",
    "RECORDER_S3_BUKET, RECORDER_S3_BUCKET",
    "RECORDER_SCANINTERVAL, RECORDER_SCAN_INTERVAL",
    "RECORDER_POD_UUID, RECORDER_POD_UID"
  })
  void misspelled_variable_is_refused_with_the_likely_setting(String typed, String meant) {
    assertThat(problems(Variables.driver(typed, "1")))
        .containsExactly(typed + " is not a setting: did you mean " + meant + "?");
  }

  @Test
  void unknown_variable_is_refused_with_the_place_of_the_list() {
    assertThat(problems(Variables.driver("RECORDER_FAVOURITE_COLOUR", "red")))
        .containsExactly(
            "RECORDER_FAVOURITE_COLOUR is not a setting: `recorder --help` lists all settings");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RECORDER_SERVICE_HOST",
        "RECORDER_SERVICE_PORT",
        "RECORDER_SERVICE_PORT_HTTP",
        "RECORDER_PORT",
        "RECORDER_PORT_80_TCP",
        "RECORDER_PORT_80_TCP_ADDR",
        "RECORDER_UI_SERVICE_HOST",
        "RECORDER_UI_PORT_443_TCP_PROTO"
      })
  void variables_of_a_service_called_recorder_are_ignored(String injected) {
    assertThat(RecorderSettings.from(Variables.driver(injected, "tcp://10.0.0.1:80"))).isNotNull();
  }

  @Test
  void password_in_a_url_is_not_repeated() {
    assertThat(
            problems(Variables.driver("RECORDER_S3_ENDPOINT", "https://me:se@cret@s3.example.com")))
        .singleElement()
        .asString()
        .startsWith("RECORDER_S3_ENDPOINT=https://***@s3.example.com: expected")
        .doesNotContain("cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://me:se/cret@s3.example.com",
        "me:secret@s3.example.com:9000",
        "https:me:secret@s3.example.com",
        "https://me:secret@my_host:9000/path@x",
        "https://s3.example.com/?X-Amz-Signature=secret"
      })
  void password_in_a_malformed_url_is_not_repeated(String value) {
    assertThat(problems(Variables.driver("RECORDER_S3_ENDPOINT", value)))
        .singleElement()
        .asString()
        .startsWith("RECORDER_S3_ENDPOINT=")
        .doesNotContain("cret");
  }

  @Test
  void value_with_line_feeds_gives_one_line() {
    assertThat(problems(Variables.driver("RECORDER_GRACE", "4\nm")))
        .containsExactly(
            "RECORDER_GRACE=4 m: expected a duration such as 240s, between 2s and 24h");
  }

  @Test
  void ls_and_get_refuse_misspelled_variables_too() {
    BadSettings refused =
        catchThrowableOfType(
            BadSettings.class,
            () ->
                RecorderSettings.s3From(
                    Map.of("RECORDER_S3_BUCKET", "team-a", "RECORDER_S3_PREFX", "pipelines/a")));

    assertThat(refused.problems())
        .containsExactly("RECORDER_S3_PREFX is not a setting: did you mean RECORDER_S3_PREFIX?");
  }

  private static List<String> problems(Map<String, String> variables) {
    return catchThrowableOfType(BadSettings.class, () -> RecorderSettings.from(variables))
        .problems();
  }
}
