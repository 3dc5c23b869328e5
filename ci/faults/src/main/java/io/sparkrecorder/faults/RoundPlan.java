package io.sparkrecorder.faults;

import io.sparkrecorder.faults.Kill.Fate;
import io.sparkrecorder.faults.Kill.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Everything random in a round that the trial decides. It follows from the seed and the round's
 * number alone, so that a single round can be repeated.
 *
 * @param pods the driver first
 * @param faultRate the share of S3 requests that meet a fault
 * @param together whether the driver ends at the same time as its executors
 */
record RoundPlan(
    long seed,
    int number,
    Transport transport,
    List<Pod> pods,
    double faultRate,
    boolean freezes,
    boolean together) {

  /**
   * One pod of the application.
   *
   * @param number 0 for the driver, otherwise the executor's id
   * @param watch how long the Spark container runs at least
   * @param jvm whether a real JVM records in it too
   * @param kills in the order of their phases; one that is final ends the list
   */
  record Pod(int number, Duration watch, AgentEnd end, boolean jvm, List<Kill> kills) {
    boolean isDriver() {
      return number == 0;
    }

    String label() {
      return isDriver() ? "driver" : "executor-" + number;
    }

    /** Whether one of the kills is final. */
    boolean dies() {
      return kills.stream().anyMatch(Kill::isLast);
    }
  }

  private static final List<AgentEnd> ENDS = List.of(AgentEnd.values());
  private static final int LEAST_KILLS = 7;
  private static final int MORE_KILLS = 5;
  private static final double MOST_FAULTS = 0.18;

  /** Makes the plan of a round. */
  static RoundPlan of(long seed, int number) {
    RandomGenerator random = new SplittableRandom(seed * 1_000_003L + number);
    Transport transport = number % 2 == 1 ? Transport.SHARED_VOLUME : Transport.DIRECT;
    int executors = 2 + random.nextInt(2);
    int jvm = number % 3 == 0 ? random.nextInt(executors + 1) : -1;
    List<List<Kill>> kills = kills(transport, executors + 1, random);
    List<Pod> pods = new ArrayList<>();
    for (int pod = 0; pod <= executors; pod++) {
      Duration watch = Duration.ofMillis(1_500 + random.nextInt(3_000));
      AgentEnd end = ENDS.get(random.nextInt(ENDS.size()));
      pods.add(new Pod(pod, watch, end, pod == jvm, kills.get(pod)));
    }
    boolean executorDies = pods.stream().skip(1).anyMatch(Pod::dies);
    return new RoundPlan(
        seed,
        number,
        transport,
        pods,
        random.nextDouble() * MOST_FAULTS,
        random.nextInt(3) == 0,
        !executorDies && random.nextInt(3) == 0);
  }

  private static List<List<Kill>> kills(Transport transport, int pods, RandomGenerator random) {
    List<List<Kill>> kills = new ArrayList<>();
    for (int pod = 0; pod < pods; pod++) {
      kills.add(new ArrayList<>());
    }
    int count = LEAST_KILLS + random.nextInt(MORE_KILLS);
    for (int kill = 0; kill < count; kill++) {
      int pod = random.nextInt(5) < 2 ? 0 : 1 + random.nextInt(pods - 1);
      boolean requests = pod == 0 || transport == Transport.DIRECT;
      kills.get(pod).add(kill(pod == 0, requests, random));
    }
    return kills.stream().map(RoundPlan::inOrder).toList();
  }

  private static Kill kill(boolean driver, boolean requests, RandomGenerator random) {
    Moment moment = moment(random.nextInt(20));
    int afterMillis =
        switch (moment) {
          case STARTING -> random.nextInt(900);
          case WATCHING -> random.nextInt(1_800);
          case DRAINING -> logUniform(requests ? 4_000 : 800, random);
        };
    boolean atRequest = requests && moment != Moment.STARTING && random.nextInt(3) == 0;
    boolean dies =
        switch (moment) {
          case STARTING -> false;
          case WATCHING -> !driver && random.nextInt(10) == 0;
          case DRAINING -> random.nextInt(driver ? 6 : 3) == 0;
        };
    return new Kill(
        moment,
        Duration.ofMillis(afterMillis),
        atRequest ? logUniform(40, random) : 0,
        dies ? Fate.DEAD : Fate.RESTARTED);
  }

  private static Moment moment(int of20) {
    return of20 < 4 ? Moment.STARTING : of20 < 11 ? Moment.WATCHING : Moment.DRAINING;
  }

  /** A number from 1 to {@code most}, below its square root as often as above. */
  private static int logUniform(int most, RandomGenerator random) {
    return (int) Math.round(Math.exp(random.nextDouble() * Math.log(most)));
  }

  private static List<Kill> inOrder(List<Kill> kills) {
    List<Kill> ordered = new ArrayList<>();
    for (Kill kill : kills.stream().sorted(Comparator.comparing(Kill::moment)).toList()) {
      ordered.add(kill);
      if (kill.isLast()) {
        break;
      }
    }
    return List.copyOf(ordered);
  }

  /** Random numbers for one part of the round, independent of the draws of other parts. */
  RandomGenerator random(String part) {
    return new SplittableRandom((seed * 31 + number) * 1_000_003L + part.hashCode());
  }
}
