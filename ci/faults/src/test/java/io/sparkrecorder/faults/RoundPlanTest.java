package io.sparkrecorder.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.faults.Kill.Moment;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoundPlanTest {
  @Test
  void plan_follows_from_seed_and_number_alone() {
    assertThat(RoundPlan.of(7, 3)).isEqualTo(RoundPlan.of(7, 3));
    assertThat(RoundPlan.of(7, 3)).isNotEqualTo(RoundPlan.of(8, 3));
  }

  @Test
  void plans_have_both_transports_every_moment_and_every_end() {
    List<RoundPlan> plans = plans().toList();

    assertThat(plans).extracting(RoundPlan::transport).contains(Transport.values());
    assertThat(pods()).extracting(RoundPlan.Pod::end).contains(AgentEnd.values());
    assertThat(pods().flatMap(pod -> pod.kills().stream()))
        .extracting(Kill::moment)
        .contains(Moment.values());
    assertThat(pods()).anyMatch(RoundPlan.Pod::jvm);
    assertThat(plans).anyMatch(RoundPlan::freezes).anyMatch(RoundPlan::together);
  }

  @Test
  void kill_for_good_is_the_last_of_its_pod() {
    assertThat(pods().filter(RoundPlan.Pod::dies))
        .isNotEmpty()
        .allMatch(pod -> pod.kills().stream().filter(Kill::isLast).count() == 1)
        .allMatch(pod -> pod.kills().getLast().isLast());
  }

  @Test
  void driver_waits_for_its_executors_if_one_of_them_dies() {
    assertThat(plans().filter(plan -> plan.pods().stream().skip(1).anyMatch(RoundPlan.Pod::dies)))
        .isNotEmpty()
        .noneMatch(RoundPlan::together);
  }

  private static Stream<RoundPlan> plans() {
    return IntStream.rangeClosed(1, 200).mapToObj(number -> RoundPlan.of(1, number));
  }

  private static Stream<RoundPlan.Pod> pods() {
    return plans().flatMap(plan -> plan.pods().stream());
  }
}
