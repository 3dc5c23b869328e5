package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The API server's clock, which times such as a deletionTimestamp belong to. A node's clock may be
 * minutes off. Learns the difference from the Date header of every response.
 */
final class ServerClock implements Interceptor {
  /** Differences that the resolution of the header, one second, and the network explain. */
  private static final Duration USUAL = Duration.ofSeconds(2);

  private final Clock local;
  private volatile Duration ahead = Duration.ZERO;

  ServerClock(Clock local) {
    this.local = local;
  }

  /** The present time of the API server; the local time until it has answered once. */
  Instant now() {
    return local.instant().plus(ahead);
  }

  /** The time by which the API server is ahead; zero for a usual difference. */
  Duration ahead() {
    return ahead;
  }

  @Override
  public void after(
      HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> body) {
    String date = response.header("Date");
    if (date != null) {
      learn(date);
    }
  }

  private void learn(String date) {
    try {
      Instant server = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
      Duration difference = Duration.between(local.instant(), server);
      ahead = difference.abs().compareTo(USUAL) > 0 ? difference : Duration.ZERO;
    } catch (DateTimeException e) {
      // A proxy may write any date; the last difference holds.
    }
  }
}
