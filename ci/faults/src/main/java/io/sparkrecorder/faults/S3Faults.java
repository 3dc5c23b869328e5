package io.sparkrecorder.faults;

import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Random faults between one recorder and S3, until they are ended. */
final class S3Faults {
  /** The kinds of faults. */
  enum Kind {
    CUT_REQUEST("connection cut during a request"),
    CUT_ANSWER("connection cut during a response"),
    LOST_ANSWER("response lost after the server acted"),
    ERROR("5xx"),
    HANG("hang"),
    DELAY("delay");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final RandomGenerator random;
  private final Map<Kind, List<FaultProxy.Rule>> rules = new EnumMap<>(Kind.class);

  private S3Faults(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Starts the faults.
   *
   * @param rate the share of requests that meet a fault
   */
  static S3Faults between(FaultProxy proxy, double rate, RandomGenerator random) {
    S3Faults faults = new S3Faults(random);
    faults.on(proxy, Kind.CUT_REQUEST, rate * 0.10, new Fault.Cut(0));
    faults.on(proxy, Kind.CUT_REQUEST, rate * 0.10, new Fault.Cut(5_000));
    faults.on(proxy, Kind.CUT_REQUEST, rate * 0.05, new Fault.Cut(900_000));
    faults.on(proxy, Kind.CUT_ANSWER, rate * 0.10, new Fault.CutAnswer(20));
    faults.on(proxy, Kind.CUT_ANSWER, rate * 0.05, new Fault.CutAnswer(300));
    faults.on(proxy, Kind.LOST_ANSWER, rate * 0.20, new Fault.LoseAnswer());
    faults.on(proxy, Kind.ERROR, rate * 0.10, Fault.slowDown());
    faults.on(proxy, Kind.ERROR, rate * 0.08, new Fault.Answer(500, "InternalError", "try again"));
    faults.on(proxy, Kind.ERROR, rate * 0.04, new Fault.Answer(502, "BadGateway", "a proxy"));
    faults.on(proxy, Kind.HANG, rate * 0.03, new Fault.Swallow());
    faults.on(proxy, Kind.DELAY, rate * 0.15, new Fault.Delay(Duration.ofMillis(400)));
    return faults;
  }

  private void on(FaultProxy proxy, Kind kind, double rate, Fault fault) {
    Predicate<HttpRequest> hit = _ -> chance(rate);
    Predicate<HttpRequest> possible =
        fault instanceof Fault.Cut(long bytes) ? longerThan(bytes) : _ -> true;
    rules.computeIfAbsent(kind, _ -> new ArrayList<>()).add(proxy.on(possible.and(hit), fault));
  }

  private synchronized boolean chance(double rate) {
    return random.nextDouble() < rate;
  }

  private static Predicate<HttpRequest> longerThan(long bytes) {
    return request ->
        request
            .header("Content-Length")
            .filter(length -> Long.parseLong(length) > bytes)
            .isPresent();
  }

  /** Ends the faults; a hanging connection continues to hang. */
  void end() {
    rules.values().forEach(kind -> kind.forEach(FaultProxy.Rule::end));
  }

  /** The number of requests affected by each kind. */
  Map<Kind, Integer> hits() {
    Map<Kind, Integer> hits = new EnumMap<>(Kind.class);
    rules.forEach(
        (kind, all) -> hits.put(kind, all.stream().mapToInt(FaultProxy.Rule::hits).sum()));
    return Collections.unmodifiableMap(hits);
  }
}
