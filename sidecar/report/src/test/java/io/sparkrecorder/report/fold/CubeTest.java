package io.sparkrecorder.report.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A cube that gets many more stacks than it may keep. */
class CubeTest {
  private static final Limits LIMITS = new Limits(1_500, 10_000, 300);
  private static final int PODS = 50;
  private static final int DEPTH = 12;
  private static final long START = 1_795_770_000_000L;

  private final Cube cube = new Cube(LIMITS, OptionalLong.of(START));
  private final Random random = new Random(42);
  private long weight;

  @Test
  void frames_with_most_samples_keep_their_names_however_often_it_is_pruned() {
    for (int pod = 0; pod < PODS; pod++) {
      pod(pod, 1_000);
    }

    Folded folded = cube.finish();

    assertThat(cube.generation()).as("prunings").isGreaterThan(5);
    assertThat(folded.total(Kind.CPU)).isEqualTo(weight);
    assertThat(folded.nodes()).isBetween(LIMITS.nodes() / 100, LIMITS.nodes());
    assertThat(folded.rows()).isBetween(LIMITS.rows() / 4, LIMITS.rows());
    assertThat(podsWith(folded, "hot")).hasSize(PODS);
    assertThat(podsWith(folded, "warm")).hasSize(PODS);
  }

  @Test
  void each_pod_of_many_thousands_keeps_its_samples() {
    int[] pods = {0, 16_383, 16_384, 20_000, Cube.MOST_PODS - 1};
    for (int pod : pods) {
      sample(pod, 0, "frame");
    }

    Folded folded = cube.finish();

    assertThat(IntStream.range(0, folded.rows()).map(folded::pod).toArray()).isEqualTo(pods);
  }

  @Test
  void pod_beyond_the_last_number_is_refused() {
    assertThatThrownBy(() -> sample(Cube.MOST_PODS, 0, "frame"))
        .hasMessage("pod 131072 has no place");
  }

  @Test
  void few_stacks_stay_whole() {
    long few = 0;
    for (int sample = 0; sample < 100; sample++) {
      few += sample(0, sample, "frame " + sample % 10);
    }

    Folded folded = cube.finish();

    assertThat(folded.total(Kind.CPU)).isEqualTo(few);
    assertThat(folded.names()).doesNotContain("(other)");
    assertThat(folded.nodes()).isEqualTo(11);
  }

  @Test
  void stacks_without_any_repetition_still_fill_the_tree() {
    for (int sample = 0; sample < 20_000; sample++) {
      weight += noise(0, sample / 100);
      cube.prune();
    }

    Folded folded = cube.finish();

    assertThat(folded.total(Kind.CPU)).isEqualTo(weight);
    assertThat(folded.nodes()).isBetween(LIMITS.nodes() / 10, LIMITS.nodes());
  }

  /** One sample in five is hot, one in twenty warm, and all others have stacks of their own. */
  private void pod(int pod, int samples) {
    for (int sample = 0; sample < samples; sample++) {
      int second = sample / 10;
      if (sample % 5 == 0) {
        weight += sample(pod, second, "hot");
      } else if (sample % 20 == 1) {
        weight += sample(pod, second, "warm");
      } else {
        weight += noise(pod, second);
      }
    }
    cube.prune();
  }

  private long sample(int pod, int second, String frame) {
    return add(pod, second, cube.child(0, cube.names().number(frame)));
  }

  private long noise(int pod, int second) {
    int node = 0;
    for (int depth = 0; depth < DEPTH; depth++) {
      node = cube.child(node, cube.names().number("call " + random.nextInt(4)));
    }
    return add(pod, second, node);
  }

  private long add(int pod, int second, int node) {
    cube.add(pod, Kind.CPU, START + second * 1_000L, -1, cube.thread("main"), node, 1);
    return 1;
  }

  private static Set<Integer> podsWith(Folded folded, String frame) {
    Set<Integer> pods = new HashSet<>();
    for (int row = 0; row < folded.rows(); row++) {
      if (folded.names().get(folded.nameOf(folded.leaf(row))).equals(frame)) {
        pods.add(folded.pod(row));
      }
    }
    return pods;
  }
}
