package io.sparkrecorder.bench.history;

import io.sparkrecorder.bench.Samples;
import java.time.Duration;

/**
 * The results of repeated runs with one setting. The number of requests hardly differs between
 * runs.
 */
final class Costs {
  final Samples firstList = new Samples();
  final Samples firstRequests = new Samples();
  final Samples secondList = new Samples();
  final Samples secondRequests = new Samples();
  final Samples look = new Samples();
  final Samples day = new Samples();
  final Samples dollars = new Samples();
  final Samples slowDay = new Samples();
  final Samples slowDollars = new Samples();
  final Samples peak = new Samples();

  /**
   * Adds the cost of one scan of the bucket.
   *
   * @param requests requests of the scan
   * @param interval between the end of one scan and the beginning of the next
   * @param latency latency of one request in the slow case; requests run one after the other
   */
  void addLook(Requests requests, Duration interval, Duration latency) {
    look.add(requests.all());
    double seconds = interval.toSeconds();
    Requests most = requests.times(Duration.ofDays(1).toSeconds() / seconds);
    day.add(most.all());
    dollars.add(most.dollars());
    double slow = seconds + requests.all() * latency.toMillis() / 1_000;
    Requests fewer = requests.times(Duration.ofDays(1).toSeconds() / slow);
    slowDay.add(fewer.all());
    slowDollars.add(fewer.dollars());
  }
}
