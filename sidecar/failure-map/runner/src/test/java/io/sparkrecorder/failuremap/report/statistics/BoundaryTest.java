package io.sparkrecorder.failuremap.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoundaryTest {
  private static final long MIB = 1 << 20;
  private static final double SMALL_HEAP = 512.0 * MIB;
  private static final long[] HEAPS = {512 * MIB, 1024 * MIB, 2048 * MIB};

  /** Half of the runs fail at a build side of 0.6 heaps; the odds grow steeply around it. */
  private static boolean fails(double size, double heap, SplittableRandom random) {
    double distance = Trial.log2(size) - Trial.log2(0.6 * heap);
    return random.nextDouble() < 1 / (1 + Math.exp(-6 * distance));
  }

  private static List<Trial> trials(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Trial> trials = new ArrayList<>();
    for (long heap : HEAPS) {
      for (long size = 64 * MIB; size <= 4096 * MIB; size *= 2) {
        for (int run = 0; run < 2; run++) {
          trials.add(Trial.of(size, heap, fails((double) size, (double) heap, random)));
        }
      }
    }
    return trials;
  }

  @Test
  void band_holds_the_true_boundary_about_nine_times_in_ten() {
    int experiments = 60;
    int held = 0;
    for (int seed = 0; seed < experiments; seed++) {
      var fitted = (Boundary.Fitted) Boundary.fit(trials(seed), seed);
      held += fitted.bandAt(1024.0 * MIB).contains(0.6 * 1024 * MIB) ? 1 : 0;
    }

    // 90 % of 60 is 54; fewer than 48 has a probability below 1 %.
    assertThat(held).isBetween(48, experiments);
  }

  @Test
  void boundary_of_perfectly_separated_runs_lies_in_the_gap() {
    List<Trial> trials = new ArrayList<>();
    for (long size = 32 * MIB; size <= 2048 * MIB; size *= 2) {
      trials.add(Trial.of(size, 512 * MIB, size > 256 * MIB));
    }

    var fitted = (Boundary.Fitted) Boundary.fit(trials, 1);

    assertThat(fitted.sizeAt(SMALL_HEAP)).isBetween(256.0 * MIB, 512.0 * MIB);
    assertThat(fitted.bandAt(SMALL_HEAP).contains(fitted.sizeAt(SMALL_HEAP))).isTrue();
    assertThat(fitted.bandAt(SMALL_HEAP).hasLow()).isTrue();
    assertThat(fitted.bandAt(SMALL_HEAP).hasHigh()).isTrue();
    assertThat(fitted.failureAt(fitted.sizeAt(SMALL_HEAP), SMALL_HEAP))
        .isCloseTo(0.5, within(1e-9));
  }

  @Test
  void same_seed_gives_the_same_band() {
    var one = (Boundary.Fitted) Boundary.fit(trials(7), 42);
    var two = (Boundary.Fitted) Boundary.fit(trials(7), 42);
    var other = (Boundary.Fitted) Boundary.fit(trials(7), 43);

    assertThat(one.bandAt(SMALL_HEAP)).isEqualTo(two.bandAt(SMALL_HEAP));
    assertThat(one.bandAt(SMALL_HEAP)).isNotEqualTo(other.bandAt(SMALL_HEAP));
  }

  @Test
  void ratio_of_a_boundary_to_an_equal_one_contains_one_and_to_a_far_one_does_not() {
    var one = (Boundary.Fitted) Boundary.fit(trials(1), 1);
    var equal = (Boundary.Fitted) Boundary.fit(trials(2), 2);
    List<Trial> eightTimesSmaller =
        trials(3).stream()
            .map(it -> new Trial(it.log2Size() - 3, it.log2Heap(), it.failed()))
            .toList();
    var far = (Boundary.Fitted) Boundary.fit(eightTimesSmaller, 3);

    assertThat(one.ratioAt(1024.0 * MIB, equal).contains(1)).isTrue();
    assertThat(one.ratioAt(1024.0 * MIB, far).contains(8)).isTrue();
    assertThat(one.ratioAt(1024.0 * MIB, far).contains(1)).isFalse();
  }

  @Test
  void runs_of_one_outcome_have_no_boundary() {
    assertThat(Boundary.fit(List.of(Trial.of(MIB, MIB, false)), 1))
        .isEqualTo(new Boundary.NoFailure(1));
    assertThat(Boundary.fit(List.of(Trial.of(MIB, MIB, true)), 1))
        .isEqualTo(new Boundary.NoSuccess(1));
  }

  @Test
  void too_little_evidence_is_said() {
    Trial good = Trial.of(MIB, MIB, false);
    Trial bad = Trial.of(MIB, MIB, true);

    assertUnknown(List.of(), Boundary.Reason.TOO_FEW_RUNS);
    assertUnknown(List.of(good, bad), Boundary.Reason.TOO_FEW_RUNS);
    assertUnknown(List.of(good, bad, good, bad), Boundary.Reason.ONE_SIZE);
    assertUnknown(
        List.of(
            Trial.of(MIB, MIB, true),
            Trial.of(2 * MIB, MIB, true),
            Trial.of(4 * MIB, MIB, false),
            Trial.of(8 * MIB, MIB, false)),
        Boundary.Reason.NO_RISING_CURVE);
  }

  private static void assertUnknown(List<Trial> trials, Boundary.Reason reason) {
    assertThat(Boundary.fit(trials, 1))
        .asInstanceOf(type(Boundary.Unknown.class))
        .extracting(Boundary.Unknown::reason)
        .isEqualTo(reason);
  }

  @Test
  void band_is_unbounded_if_too_many_resamples_have_no_boundary() {
    List<Trial> barely =
        List.of(
            Trial.of(MIB, MIB, false),
            Trial.of(2 * MIB, MIB, true),
            Trial.of(4 * MIB, MIB, false),
            Trial.of(8 * MIB, MIB, true));

    var fitted = (Boundary.Fitted) Boundary.fit(barely, 1);

    assertThat(fitted.bandAt(MIB).hasHigh()).isFalse();
  }

  /** One failure of six at the smallest size leaves the curve nearly flat in many resamples. */
  @Test
  void bounds_far_from_the_tested_sizes_are_infinite_and_not_large_numbers() {
    List<Trial> flat = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      flat.add(Trial.of(64 * MIB, 512 * MIB, i == 0));
      flat.add(Trial.of(128 * MIB, 512 * MIB, i < 2));
    }
    List<Trial> steep = new ArrayList<>();
    for (long size = 4 * MIB; size <= 1024 * MIB; size *= 2) {
      steep.add(Trial.of(size, 512 * MIB, size > 32 * MIB));
    }
    var one = (Boundary.Fitted) Boundary.fit(flat, 1);
    var other = (Boundary.Fitted) Boundary.fit(steep, 2);

    for (Interval interval : List.of(one.bandAt(SMALL_HEAP), other.bandAt(SMALL_HEAP))) {
      assertThat(!interval.hasLow() || interval.low() >= 4.0 * MIB / 16).isTrue();
      assertThat(!interval.hasHigh() || interval.high() <= 1024.0 * MIB * 16).isTrue();
    }
    Interval ratio = one.ratioAt(SMALL_HEAP, other);
    assertThat(!ratio.hasHigh() || ratio.high() < 1 << 20).isTrue();
    assertThat(one.bandAt(SMALL_HEAP).hasHigh()).isFalse();
  }
}
