package io.sparkrecorder.failuremap.job;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the join operator in the text of a physical plan. */
final class FinalPlan {
  private static final Pattern JOIN =
      Pattern.compile(
          "BroadcastHashJoin|ShuffledHashJoin|SortMergeJoin|BroadcastNestedLoopJoin|CartesianProduct");
  private static final String INITIAL = "== Initial Plan ==";

  private FinalPlan() {}

  /** The operator of the final plan, which adaptive execution prints before the initial one. */
  static String operator(String plan) {
    int initial = plan.indexOf(INITIAL);
    Matcher join = JOIN.matcher(initial < 0 ? plan : plan.substring(0, initial));
    return join.find() ? join.group() : "";
  }
}
