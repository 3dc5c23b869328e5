package io.sparkrecorder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.cli.CliBed.Ran;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that each problem has its exit code, and one line that tells the user the next step. */
class TroubleTest {
  @RegisterExtension static final CliBed BED = new CliBed();

  @Test
  void missing_bucket_setting_is_reported() {
    BED.set("RECORDER_S3_BUCKET", null);

    assertTrouble(
        Exit.USAGE,
        "recorder: no bucket is set. Give --bucket NAME, or set RECORDER_S3_BUCKET",
        "ls");
  }

  @Test
  void bad_settings_are_reported_one_per_line() {
    BED.set("RECORDER_S3_CONCURRENCY", "0");
    BED.set("RECORDER_S3_PREFX", "a");

    Ran ls = BED.run("ls", "--bucket", "a/b");

    assertThat(ls.exit()).isEqualTo(Exit.USAGE);
    assertThat(ls.errLines())
        .hasSize(3)
        .contains(
            "recorder: RECORDER_S3_PREFX is not a setting: did you mean RECORDER_S3_PREFIX?",
            "recorder: RECORDER_S3_CONCURRENCY=0: expected a number between 1 and 64");
  }

  @Test
  void nonexistent_bucket_is_reported() {
    assertTrouble(
        Exit.S3,
        "recorder: bucket \"not-there\" does not exist at %s: check RECORDER_S3_BUCKET and RECORDER_S3_REGION"
            .formatted(BED.endpoint()),
        "ls",
        "--bucket",
        "not-there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ls", "get"})
  void wrong_keys_are_reported(String command) {
    BED.useSecretKey("wrong");

    assertTrouble(
        Exit.S3,
        "recorder: access denied at %s (SignatureDoesNotMatch): the secret key in use is not the access key's"
            .formatted(BED.endpoint()),
        command,
        "spark-1");
  }

  @Test
  void unreachable_endpoint_is_reported() {
    Ran ls = BED.run("ls", "--endpoint", "http://127.0.0.1:1");

    assertThat(ls.exit()).isEqualTo(Exit.S3);
    assertThat(ls.errLines())
        .singleElement()
        .asString()
        .startsWith("recorder: ")
        .contains("http://127.0.0.1:1", "RECORDER_S3_ENDPOINT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ls", "get"})
  void unknown_application_is_reported(String command) {
    assertTrouble(
        Exit.NOT_WHOLE,
        "recorder: no application \"spark-0\" in s3://%s/pipelines/team-a/recordings/: `recorder ls` lists all applications"
            .formatted(BED.bucket()),
        command,
        "spark-0");
  }

  @Test
  void missing_application_argument_is_reported() {
    Ran get = BED.run("get");

    assertThat(get.exit()).isEqualTo(Exit.USAGE);
    assertThat(get.errLines().getFirst()).contains("Missing required parameter", "APP");
    assertThat(get.err()).contains("Usage: recorder get");
  }

  @Test
  void unknown_command_is_reported() {
    Ran copy = BED.run("copy");

    assertThat(copy.exit()).isEqualTo(Exit.USAGE);
    assertThat(copy.errLines().getFirst()).contains("'copy'");
  }

  @Test
  void sidecar_ends_with_exit_code_0_after_an_error() {
    BED.set("RECORDER_GRACE", "soon");

    assertThat(BED.run().exit()).isEqualTo(Exit.OK);
    assertThat(BED.run("record").exit()).isEqualTo(Exit.OK);
  }

  private static void assertTrouble(int exit, String line, String... args) {
    assertThat(BED.run(args)).isEqualTo(new Ran(exit, "", line + "\n"));
  }
}
