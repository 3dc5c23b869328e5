package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.ship.Outcomes.Outcome;
import org.junit.jupiter.api.Test;

class OutcomesTest {
  @Test
  void file_is_queued_once() {
    Outcomes outcomes = Outcomes.waiting(2);
    assertThat(outcomes.queue(0)).isTrue();
    assertThat(outcomes.queue(0)).isFalse();
    outcomes.atKey(0);
    assertThat(outcomes.queue(0)).isFalse();
  }

  @Test
  void pod_is_decided_when_every_file_is() {
    Outcomes outcomes = Outcomes.waiting(3);
    outcomes.atKey(0);
    outcomes.left(1, "access denied");
    assertThat(outcomes.decided()).isFalse();
    outcomes.atFallback(2);
    assertThat(outcomes.decided()).isTrue();
    assertThat(outcomes.allStored()).isFalse();
    assertThat(outcomes.of(0)).isEqualTo(new Outcome.AtKey());
    assertThat(outcomes.of(1)).isEqualTo(new Outcome.Left("access denied"));
    assertThat(outcomes.of(2)).isEqualTo(new Outcome.AtFallback());
  }

  @Test
  void file_that_could_not_be_sent_waits_again_after_reopening() {
    Outcomes outcomes = Outcomes.waiting(2);
    outcomes.atKey(0);
    outcomes.left(1, "away");
    assertThat(outcomes.reopen()).isTrue();
    assertThat(outcomes.decided()).isFalse();
    assertThat(outcomes.queue(1)).isTrue();
    outcomes.atKey(1);
    assertThat(outcomes.allStored()).isTrue();
    assertThat(outcomes.reopen()).isFalse();
  }

  @Test
  void stored_file_that_is_lost_waits_again_and_others_stay() {
    Outcomes outcomes = Outcomes.waiting(3);
    for (int index = 0; index < 3; index++) {
      outcomes.atKey(index);
    }
    outcomes.lost(1);
    assertThat(outcomes.decided()).isFalse();
    assertThat(outcomes.of(0)).isEqualTo(new Outcome.AtKey());
    assertThat(outcomes.of(1)).isEqualTo(new Outcome.Open());
    assertThat(outcomes.queue(1)).isTrue();
  }

  @Test
  void closed_copy_gives_open_files_a_reason_and_leaves_the_original() {
    Outcomes outcomes = Outcomes.waiting(2);
    outcomes.elsewhere(0, "r/other");
    Outcomes closed = outcomes.closed("the time ran out");
    assertThat(closed.of(0)).isEqualTo(new Outcome.Elsewhere("r/other"));
    assertThat(closed.of(1)).isEqualTo(new Outcome.Left("the time ran out"));
    assertThat(outcomes.of(1)).isEqualTo(new Outcome.Open());
  }

  @Test
  void listed_file_that_is_not_there_gets_its_reason() {
    Outcomes outcomes = Outcomes.listed(2);
    outcomes.left(1, "gone");
    assertThat(outcomes.of(0)).isEqualTo(new Outcome.Listed());
    assertThat(outcomes.of(1)).isEqualTo(new Outcome.Left("gone"));
  }

  @Test
  void thousand_different_reasons_do_not_grow_without_bound() {
    Outcomes outcomes = Outcomes.waiting(1_000);
    for (int index = 0; index < 1_000; index++) {
      outcomes.left(index, "reason " + index);
    }
    assertThat(outcomes.of(5)).isEqualTo(new Outcome.Left("reason 5"));
    assertThat(outcomes.of(999)).isInstanceOf(Outcome.Left.class);
    assertThat(outcomes.decided()).isTrue();
  }
}
