package io.sparkrecorder.s3.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindTest {
  @ParameterizedTest
  @CsvSource({
    "503, SlowDown, PASSING",
    "400, BadDigest, PASSING",
    "404, NoSuchBucket, NO_SUCH_BUCKET",
    "403, RequestTimeTooSkewed, STALE",
    "400, ExpiredToken, STALE",
    "301, PermanentRedirect, OTHER_REGION",
    "403, SignatureDoesNotMatch, SIGNATURE",
    "403, AccessDenied, DENIED",
    "400, InvalidAccessKeyId, DENIED",
    "403, QuotaExceeded, FULL",
    "400, XMinioStorageFull, FULL",
    "413, EntityTooLarge, TOO_LARGE",
    "400, KeyTooLongError, KEY_TOO_LONG",
    "400, KMS.DisabledException, ENCRYPTION_KEY",
    "405, MethodNotAllowed, METHOD_NOT_ALLOWED",
    "400, InvalidArgument, OTHER",
  })
  void code_tells_the_kind(int status, String code, Kind kind) {
    assertThat(Kind.of(said(status, code, "", ""))).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "301, OTHER_REGION",
    "400, OTHER",
    "401, DENIED",
    "403, DENIED",
    "405, METHOD_NOT_ALLOWED",
    "408, PASSING",
    "409, PASSING",
    "413, TOO_LARGE",
    "429, PASSING",
    "500, PASSING",
    "501, OTHER",
    "502, PASSING",
    "503, PASSING",
    "507, FULL",
  })
  void status_tells_the_kind_of_an_answer_without_code(int status, Kind kind) {
    Said said = new Said(status, "", "", "application/xml", Optional.empty(), true);

    assertThat(Kind.of(said)).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "200, FOREIGN",
    "302, FOREIGN",
    "403, BLOCKED",
    "407, BLOCKED",
    "413, TOO_LARGE",
    "429, PASSING",
    "404, FOREIGN",
    "502, PASSING",
  })
  void web_page_comes_from_a_proxy_unless_the_server_is_down(int status, Kind kind) {
    assertThat(Kind.of(said(status, "", "", "text/html"))).isEqualTo(kind);
  }

  @Test
  void denied_use_of_a_key_is_no_missing_right_on_the_bucket() {
    Said said = said(403, "AccessDenied", "not authorized to perform: kms:GenerateDataKey", "");

    assertThat(Kind.of(said)).isEqualTo(Kind.ENCRYPTION_KEY);
  }

  private static Said said(int status, String code, String words, String type) {
    return new Said(status, code, words, type, Optional.empty(), false);
  }
}
