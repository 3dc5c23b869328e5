package io.sparkrecorder.s3.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.Problem.Reason;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

class WordingTest {
  private static final Call PUT = Call.plain(Requests.PUT, "a/key");

  private final Server server =
      new Server(
          RecorderSettings.s3From(
              Map.of(
                  "RECORDER_S3_BUCKET", "recordings",
                  "RECORDER_S3_REGION", "eu-central-1",
                  "RECORDER_S3_ENDPOINT", "http://s3.example")),
          new RenewableCredentials(AnonymousCredentialsProvider::create));
  private final Wording wording = new Wording(server);

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void refusal_of_each_kind_is_one_line_that_names_its_place(Kind kind) {
    Said said = said("Code", "first\nsecond\u001b[31m line");

    assertThat(wording.refused(kind, said, PUT).message())
        .containsAnyOf("s3.example", "\"recordings\"")
        .doesNotContain("\n", "\u001b");
  }

  @Test
  void key_that_is_too_long_is_told_with_its_bytes_and_cut() {
    Call call = Call.plain(Requests.PUT, "é".repeat(600));

    Problem problem = wording.refused(Kind.KEY_TOO_LONG, said("KeyTooLongError", ""), call);

    assertThat(problem.message()).contains("the key has 1200 bytes", "RECORDER_S3_PREFIX");
    assertThat(problem.message()).contains("é".repeat(200) + "...").doesNotContain("é".repeat(201));
  }

  @Test
  void words_of_the_server_are_cut() {
    Problem problem = wording.refused(Kind.OTHER, said("Code", "word ".repeat(100)), PUT);

    assertThat(problem.message()).endsWith("...").hasSizeLessThan(350);
  }

  @Test
  void redirect_is_told_with_its_host_alone() {
    Said said =
        new Said(
            302, "", "", "text/html", Optional.of("http://login.example/sso?token=secret"), false);

    assertThat(wording.refused(Kind.FOREIGN, said, PUT).message())
        .contains("(redirect to login.example)", "is this an S3 endpoint?")
        .doesNotContain("secret");
  }

  @Test
  void redirect_to_no_address_is_left_out() {
    Said said = new Said(302, "", "", "text/html", Optional.of("http://a b"), false);

    assertThat(wording.refused(Kind.FOREIGN, said, PUT).message()).doesNotContain("redirect");
  }

  @Test
  void missing_right_is_named_with_its_place() {
    Problem problem = wording.refused(Kind.DENIED, said("AccessDenied", ""), PUT);

    assertThat(problem.reason()).isEqualTo(Reason.ACCESS_DENIED);
    assertThat(problem.message())
        .contains("the credentials in use may not s3:PutObject on s3://recordings/a/key");
  }

  @Test
  void earlier_problem_explains_why_no_time_is_left() {
    Problem before = new Problem(Reason.UNAVAILABLE, "SlowDown");

    assertThat(wording.late(PUT, Optional.of(before)).message()).endsWith("(before: SlowDown)");
    assertThat(wording.late(PUT, Optional.empty()).message()).doesNotContain("before");
  }

  private static Said said(String code, String words) {
    return new Said(400, code, words, "application/xml", Optional.empty(), true);
  }
}
