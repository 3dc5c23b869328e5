package io.sparkrecorder.s3.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.Problem.Reason;
import io.sparkrecorder.s3.model.SourceChanged;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class DiagnosisTest {
  private static final Call PUT = Call.plain(Requests.PUT, "key");

  private final Server server =
      new Server(
          RecorderSettings.s3From(
              Map.of(
                  "RECORDER_S3_BUCKET", "recordings",
                  "RECORDER_S3_REGION", "eu-central-1",
                  "RECORDER_S3_ENDPOINT", "http://s3.example.com")),
          new RenewableCredentials(AnonymousCredentialsProvider::create));
  private final Diagnosis diagnosis = new Diagnosis(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void failure_without_message_is_named_by_its_kind() {
    assertThat(retried(SdkClientException.create("lost", new ConnectException())).message())
        .contains("java.net.ConnectException")
        .doesNotContain("null");
    assertThat(retried(SdkClientException.create("lost", new IOException())).message())
        .contains("java.io.IOException")
        .doesNotContain("null");
    assertThat(retried(SdkClientException.builder().build()).message())
        .contains("SdkClientException")
        .doesNotContain("null");
  }

  @Test
  void network_failures_are_retried_as_unreachable() {
    assertThat(retried(SdkClientException.create("x", new UnknownHostException("s3"))))
        .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.UNREACHABLE))
        .satisfies(it -> assertThat(it.message()).contains("unknown host"));
    assertThat(retried(SdkClientException.create("x", new SocketException("Connection reset"))))
        .extracting(Problem::reason)
        .isEqualTo(Reason.UNREACHABLE);
    assertThat(retried(new TimeoutException()).reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void changed_or_unreadable_file_is_final() {
    assertThat(diagnosis.of(SdkClientException.create("x", new SourceChanged("it ends")), PUT))
        .isInstanceOfSatisfying(
            Verdict.Final.class,
            it -> assertThat(it.problem().reason()).isEqualTo(Reason.SOURCE_CHANGED));
    assertThat(diagnosis.of(new LocalIo(new IOException("disk")), PUT))
        .isInstanceOfSatisfying(
            Verdict.Final.class,
            it -> assertThat(it.problem().message()).contains("cannot read the file", "disk"));
  }

  @Test
  void fault_in_the_recorder_is_tried_a_few_times() {
    assertThat(diagnosis.of(new IllegalStateException("bug"), PUT))
        .isInstanceOfSatisfying(
            Verdict.Retry.class,
            it -> {
              assertThat(it.patience()).isEqualTo(Verdict.Patience.FEW_TIMES);
              assertThat(it.problem().reason()).isEqualTo(Reason.INTERNAL);
            });
    assertThat(retried(new RuntimeException(new OutOfMemoryError())).message())
        .contains("out of memory");
  }

  @Test
  void missing_key_is_for_the_caller_to_decide() {
    assertThat(diagnosis.of(refused(404, "NoSuchKey"), Call.plain(Requests.GET, "key")))
        .isInstanceOfSatisfying(
            Verdict.Decide.class, it -> assertThat(it.refusal()).isEqualTo(Refusal.ABSENT));
  }

  @Test
  void failed_condition_means_that_the_object_exists() {
    Call conditional = PUT.conditional(true);

    assertThat(diagnosis.of(refused(412, "PreconditionFailed"), conditional))
        .isInstanceOfSatisfying(
            Verdict.Decide.class, it -> assertThat(it.refusal()).isEqualTo(Refusal.EXISTS));
    assertThat(diagnosis.of(refused(412, "PreconditionFailed"), PUT))
        .as("without If-None-Match")
        .isInstanceOf(Verdict.Final.class);
  }

  @Test
  void expired_credentials_are_renewed_once() {
    assertThat(diagnosis.of(refused(400, "ExpiredToken"), PUT))
        .isInstanceOfSatisfying(
            Verdict.OnceMore.class,
            it -> {
              assertThat(it.remedy()).isEqualTo(Verdict.Remedy.FRESH_CREDENTIALS);
              assertThat(it.otherwise()).isInstanceOf(Verdict.Final.class);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "503, SlowDown, UNTIL_DEADLINE",
    "507, '', UNTIL_DEADLINE_SLOWLY",
    "400, KMS.DisabledException, FEW_TIMES",
  })
  void problem_that_may_pass_is_retried(int status, String code, Verdict.Patience patience) {
    assertThat(diagnosis.of(refused(status, code), PUT))
        .isInstanceOfSatisfying(
            Verdict.Retry.class, it -> assertThat(it.patience()).isEqualTo(patience));
  }

  @Test
  void refused_checksum_is_dropped_until_the_server_took_one() {
    Call checksummed = PUT.checksummed(true);

    assertThat(diagnosis.of(refused(501, "NotImplemented"), checksummed))
        .isInstanceOfSatisfying(
            Verdict.Decide.class, it -> assertThat(it.refusal()).isEqualTo(Refusal.CHECKSUM));
    server.tookChecksums();
    assertThat(diagnosis.of(refused(403, "AccessDenied"), checksummed))
        .as("checksums are no cause of a denied right")
        .isInstanceOf(Verdict.Final.class);
  }

  @Test
  void parts_that_may_not_be_listed_are_not_listed() {
    Call list = Call.plain(Requests.LIST_PARTS, "key");

    assertThat(diagnosis.of(refused(403, "AccessDenied"), list))
        .isInstanceOfSatisfying(
            Verdict.Decide.class, it -> assertThat(it.refusal()).isEqualTo(Refusal.NOT_LISTED));
  }

  private Problem retried(Throwable failure) {
    Verdict verdict = diagnosis.of(failure, PUT);
    assertThat(verdict).isInstanceOf(Verdict.Retry.class);
    return ((Verdict.Retry) verdict).problem();
  }

  private static S3Exception refused(int status, String code) {
    return (S3Exception)
        S3Exception.builder()
            .statusCode(status)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage("").build())
            .build();
  }
}
