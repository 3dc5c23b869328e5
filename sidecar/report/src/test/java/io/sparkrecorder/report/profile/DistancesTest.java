package io.sparkrecorder.report.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistancesTest {
  private static final int FRAMES = 400;
  private static final boolean[] EXECUTORS = {false, true, true, true};

  @ParameterizedTest
  @ValueSource(ints = {60, 400, 5_000})
  void executors_with_the_same_work_do_not_differ(int samples) {
    for (long seed = 0; seed < 50; seed++) {
      Distances distances = distances(seed, samples, 0);

      for (int pod = 1; pod < EXECUTORS.length; pod++) {
        assertThat(distances.distance(pod).orElseThrow())
            .as("executor %d, seed %d", pod, seed)
            .isLessThan(0.3);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 400, 5_000})
  void executor_with_a_hot_frame_of_its_own_differs_most(int samples) {
    Distances distances = distances(7, samples, 0.5);

    assertThat(distances.distance(3).orElseThrow())
        .isGreaterThan(0.3)
        .isGreaterThan(distances.distance(1).orElseThrow())
        .isGreaterThan(distances.distance(2).orElseThrow());
    assertThat(distances.distinguishing(3)).isEqualTo(FRAMES);
  }

  @Test
  void frame_that_chance_can_explain_is_not_named() {
    for (long seed = 0; seed < 50; seed++) {
      Distances distances = distances(seed, 400, 0);

      int name = distances.distinguishing(1);
      if (name >= 0) {
        assertThat(distances.share(1, name) - distances.shareOfOthers(1, name))
            .as("seed %d, frame %d", seed, name)
            .isGreaterThan(0.01);
      }
    }
  }

  @Test
  void driver_and_executors_with_few_samples_have_no_distance() {
    Distances distances = distances(1, 60, 0);

    assertThat(distances.distance(0)).isEmpty();
    assertThat(distances(1, 10, 0).distance(1)).isEmpty();
  }

  /** Pods that sample the same long-tailed frames; the last one is in a frame of its own too. */
  private static Distances distances(long seed, int samples, double share) {
    Random random = new Random(seed);
    List<Map<Integer, Long>> self = new ArrayList<>();
    for (int pod = 0; pod < EXECUTORS.length; pod++) {
      Map<Integer, Long> counts = new HashMap<>();
      for (int sample = 0; sample < samples; sample++) {
        boolean own = pod == EXECUTORS.length - 1 && random.nextDouble() < share;
        counts.merge(own ? FRAMES : frame(random), 1L, Long::sum);
      }
      self.add(counts);
    }
    return new Distances(self, EXECUTORS);
  }

  private static int frame(Random random) {
    double at = random.nextDouble();
    return (int) (FRAMES * at * at);
  }
}
