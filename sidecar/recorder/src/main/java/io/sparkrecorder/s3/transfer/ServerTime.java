package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.s3.request.Answer;
import io.sparkrecorder.s3.request.Attempts;
import io.sparkrecorder.s3.request.Call;
import io.sparkrecorder.s3.request.Requests;
import io.sparkrecorder.s3.request.Server;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Compares this machine's clock with the server's. A refusal has a Date header too, so that the
 * difference is known even if it is the reason of the refusal.
 */
public record ServerTime(Server server, Attempts attempts, Clock clock) {

  /** The time by which the server's clock is ahead; empty without an answer or a Date in it. */
  public Optional<Duration> ahead() {
    ListObjectsV2Request request = Requests.probe(server.settings());
    Call call = Call.plain(Requests.LIST, request.prefix());
    return attempts.once(call, s3 -> measured(s3, request))
            instanceof Answer.Given<Optional<Duration>>(var ahead)
        ? ahead
        : Optional.empty();
  }

  private Optional<Duration> measured(S3Client s3, ListObjectsV2Request request) {
    Instant before = clock.instant();
    Optional<Instant> date = date(s3, request);
    Duration took = Duration.between(before, clock.instant());
    return date.map(server -> Duration.between(before.plus(took.dividedBy(2)), server));
  }

  private static Optional<Instant> date(S3Client s3, ListObjectsV2Request request) {
    try {
      return date(s3.listObjectsV2(request).sdkHttpResponse());
    } catch (S3Exception e) {
      return Optional.ofNullable(e.awsErrorDetails())
          .map(AwsErrorDetails::sdkHttpResponse)
          .flatMap(ServerTime::date);
    }
  }

  private static Optional<Instant> date(SdkHttpResponse response) {
    try {
      return response
          .firstMatchingHeader("Date")
          .map(text -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
