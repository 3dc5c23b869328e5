package io.sparkrecorder.s3.request;

import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A failure response, from S3 or from a proxy before it.
 *
 * @param code S3's error code; empty where the response has none
 * @param words S3's message for people; may be empty
 * @param contentType content type without its parameters; may be empty
 * @param location target of a redirect
 * @param traced whether it carries an {@code x-amz-} header such as S3's request id, which only S3
 *     sends
 */
public record Said(
    int status,
    String code,
    String words,
    String contentType,
    Optional<String> location,
    boolean traced) {

  static Said of(S3Exception e) {
    Optional<AwsErrorDetails> details = Optional.ofNullable(e.awsErrorDetails());
    Said answer =
        details
            .map(AwsErrorDetails::sdkHttpResponse)
            .map(http -> of(e.statusCode(), http))
            .orElseGet(() -> new Said(e.statusCode(), "", "", "", Optional.empty(), false));
    return new Said(
        answer.status,
        details.map(AwsErrorDetails::errorCode).orElse(""),
        details.map(AwsErrorDetails::errorMessage).orElse(""),
        answer.contentType,
        answer.location,
        answer.traced);
  }

  static Said of(int status, SdkHttpResponse http) {
    String type = http.firstMatchingHeader("Content-Type").orElse("");
    return new Said(
        status,
        "",
        "",
        type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT),
        http.firstMatchingHeader("Location"),
        http.headers().keySet().stream()
            .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("x-amz-")));
  }

  boolean isPage() {
    return contentType.equals("text/html") && code.isEmpty();
  }

  /** Tells whether the response shows no sign of S3. */
  boolean isForeign() {
    return code.isEmpty() && !traced && (isPage() || status / 100 == 3 || status / 100 == 2);
  }

  /** A short name for people: {@code SlowDown}, {@code 403 text/html}, {@code HTTP 403}. */
  String named() {
    if (!code.isEmpty()) {
      return code;
    }
    return contentType.isEmpty() || contentType.endsWith("xml")
        ? "HTTP " + status
        : status + " " + contentType;
  }
}
