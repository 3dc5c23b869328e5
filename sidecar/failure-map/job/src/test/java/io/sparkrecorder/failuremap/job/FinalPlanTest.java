package io.sparkrecorder.failuremap.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FinalPlanTest {
  @Test
  void final_plan_counts_and_not_the_initial_one() {
    assertThat(
            FinalPlan.operator(
                """
                AdaptiveSparkPlan isFinalPlan=true
                +- == Final Plan ==
                   BroadcastHashJoin [key#1L]
                +- == Initial Plan ==
                   SortMergeJoin [key#1L]
                """))
        .isEqualTo("BroadcastHashJoin");
  }

  @Test
  void plan_without_a_join_has_no_operator() {
    assertThat(FinalPlan.operator("HashAggregate(keys=[])")).isEmpty();
  }
}
