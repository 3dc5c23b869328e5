package io.sparkrecorder.bench.history;

import io.sparkrecorder.bench.Samples;
import java.time.Duration;

/** What repeated runs gave for one setting. Requests are the same in each run, or nearly so. */
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
   * One look at the bucket.
   *
   * @param requests of it
   * @param interval between the end of one and the beginning of the next
   * @param latency of one request, in the slow case; it makes them one after the other
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
