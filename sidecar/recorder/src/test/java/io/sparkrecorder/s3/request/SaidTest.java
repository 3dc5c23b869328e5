package io.sparkrecorder.s3.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

class SaidTest {
  @Test
  void answer_without_error_document_has_only_its_status() {
    Said said = Said.of((S3Exception) S3Exception.builder().statusCode(403).build());

    assertThat(said.code()).isEmpty();
    assertThat(said.words()).isEmpty();
    assertThat(said.named()).isEqualTo("HTTP 403");
  }

  @Test
  void code_and_words_come_from_the_error_document() {
    S3Exception refused =
        (S3Exception)
            S3Exception.builder()
                .statusCode(503)
                .awsErrorDetails(
                    AwsErrorDetails.builder()
                        .errorCode("SlowDown")
                        .errorMessage("Reduce your request rate.")
                        .build())
                .build();

    Said said = Said.of(refused);

    assertThat(said.named()).isEqualTo("SlowDown");
    assertThat(said.words()).isEqualTo("Reduce your request rate.");
  }

  @Test
  void content_type_has_no_parameters_and_no_capitals() {
    assertThat(of(403, "Text/HTML; charset=utf-8").contentType()).isEqualTo("text/html");
  }

  @ParameterizedTest
  @CsvSource({
    "200, text/html, true",
    "302, text/html, true",
    "403, text/html, true",
    "403, application/xml, false",
    "503, application/json, false",
  })
  void page_and_redirect_without_sign_of_s3_are_foreign(int status, String type, boolean foreign) {
    assertThat(of(status, type).isForeign()).isEqualTo(foreign);
  }

  @Test
  void request_id_of_s3_makes_a_page_its_own() {
    Said said =
        Said.of(
            403,
            SdkHttpResponse.builder()
                .statusCode(403)
                .putHeader("Content-Type", "text/html")
                .putHeader("X-Amz-Request-Id", "1")
                .build());

    assertThat(said.isForeign()).isFalse();
  }

  private static Said of(int status, String type) {
    return Said.of(
        status,
        SdkHttpResponse.builder().statusCode(status).putHeader("Content-Type", type).build());
  }
}
