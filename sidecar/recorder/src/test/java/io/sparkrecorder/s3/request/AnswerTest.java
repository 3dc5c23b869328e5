package io.sparkrecorder.s3.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.s3.model.Problem;
import org.junit.jupiter.api.Test;

class AnswerTest {
  private static final Problem PROBLEM = new Problem(Problem.Reason.REFUSED, "no");

  @Test
  void next_step_runs_after_a_success_alone() {
    Answer<Integer> refused = new Answer.Refused<>(Refusal.EXISTS, PROBLEM);
    Answer<Integer> failed = new Answer.Failed<>(PROBLEM);

    assertThat(new Answer.Given<>(1).then(AnswerTest::words)).isEqualTo(new Answer.Given<>("1"));
    assertThat(refused.then(AnswerTest::words))
        .isEqualTo(new Answer.Refused<>(Refusal.EXISTS, PROBLEM));
    assertThat(failed.then(AnswerTest::words)).isEqualTo(new Answer.Failed<>(PROBLEM));
  }

  @Test
  void refusal_counts_for_its_own_reason() {
    Answer<Integer> refused = new Answer.Refused<>(Refusal.EXISTS, PROBLEM);

    assertThat(refused.isRefused(Refusal.EXISTS)).isTrue();
    assertThat(refused.isRefused(Refusal.ABSENT)).isFalse();
    assertThat(new Answer.Failed<Integer>(PROBLEM).isRefused(Refusal.EXISTS)).isFalse();
  }

  private static Answer<String> words(Integer number) {
    return new Answer.Given<>(number.toString());
  }
}
