package io.sparkrecorder.report.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Adds cubes that were folded apart. */
class CubeSumTest {
  private static final long START = 1_900_000_000_000L;
  private static final Limits SMALL = new Limits(500, 2_000, 30);

  @Test
  void cubes_of_pods_add_up_to_the_cube_of_all_pods() throws IOException {
    Cube all = cube(Limits.PAGE);
    Cube sum = cube(Limits.PAGE);
    for (int pod = 0; pod < 4; pod++) {
      Cube own = cube(Limits.PAGE);
      fill(own, pod, 200);
      fill(all, pod, 200);
      add(sum, own, IntUnaryOperator.identity());
    }

    assertThat(rows(sum.finish())).isEqualTo(rows(all.finish()));
  }

  @Test
  void cubes_that_were_pruned_and_have_longer_buckets_keep_every_sum() throws IOException {
    Cube all = cube(Limits.PAGE);
    Cube sum = cube(SMALL);
    for (int pod = 0; pod < 4; pod++) {
      Cube own = cube(SMALL);
      fill(own, pod, 5_000 * (pod + 1));
      fill(all, pod, 5_000 * (pod + 1));
      own.prune();
      add(sum, own, IntUnaryOperator.identity());
    }

    Folded folded = sum.finish();
    assertThat(folded.rows()).isLessThanOrEqualTo(2_000);
    assertThat(folded.nodes()).isLessThanOrEqualTo(500);
    assertThat(folded.buckets()).isLessThanOrEqualTo(30);
    assertThat(weights(folded)).isEqualTo(weights(all.finish()));
  }

  @Test
  void pods_that_share_a_row_add_up_in_it() throws IOException {
    Cube sum = cube(Limits.PAGE);
    for (int pod = 0; pod < 4; pod++) {
      Cube own = cube(Limits.PAGE);
      fill(own, pod, 100);
      add(sum, own, number -> number == 2 ? 0 : 1);
    }

    Map<String, Long> weights = weights(sum.finish());

    assertThat(weights.keySet()).hasSize(20);
    assertThat(weights.get("pod 1 stage 3")).isEqualTo(3 * weights.get("pod 0 stage 3"));
  }

  @Test
  void cubes_with_different_starts_are_refused() throws IOException {
    Cube other = new Cube(Limits.PAGE, OptionalLong.of(START + 5_000));
    Cube sum = cube(Limits.PAGE);

    assertThatThrownBy(() -> add(sum, other, IntUnaryOperator.identity()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("different starts");
  }

  private static Cube cube(Limits limits) {
    return new Cube(limits, OptionalLong.of(START));
  }

  private static void fill(Cube cube, int pod, int samples) {
    for (int sample = 0; sample < samples; sample++) {
      int node = cube.child(0, cube.names().number("run"));
      node = cube.child(node, cube.names().number("frame " + sample % 97));
      node = cube.child(node, cube.names().number("leaf " + sample % 1_009));
      int thread = cube.thread(sample % 2 == 0 ? "task threads" : "other threads");
      cube.add(pod, Kind.CPU, START + sample * 100L, sample % 10, thread, node, 1 + sample % 3);
    }
  }

  private static void add(Cube sum, Cube part, IntUnaryOperator pods) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    part.write(new DataOutputStream(bytes));
    sum.add(
        new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())),
        pods,
        IntUnaryOperator.identity());
  }

  private static List<String> rows(Folded folded) {
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < folded.rows(); row++) {
      rows.add(
          "%d %d %d %d %d %d"
              .formatted(
                  folded.pod(row),
                  folded.bucket(row),
                  folded.stage(row),
                  folded.thread(row),
                  folded.leaf(row),
                  folded.weight(row)));
    }
    return rows;
  }

  private static Map<String, Long> weights(Folded folded) {
    Map<String, Long> weights = new TreeMap<>();
    for (int row = 0; row < folded.rows(); row++) {
      weights.merge(
          "pod %d stage %d".formatted(folded.pod(row), folded.stage(row)),
          folded.weight(row),
          Long::sum);
    }
    return weights;
  }
}
