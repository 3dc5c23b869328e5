package io.sparkrecorder.failuremap.model;

import java.util.Optional;
import java.util.stream.Stream;

/** A join strategy that the job forces by a hint. */
public enum Join {
  BROADCAST("broadcast", "BroadcastHashJoin"),
  SHUFFLE_HASH("shuffle-hash", "ShuffledHashJoin"),
  SORT_MERGE("sort-merge", "SortMergeJoin");

  private final String id;
  private final String operator;

  Join(String id, String operator) {
    this.id = id;
    this.operator = operator;
  }

  /** Its name in documents and experiments. */
  public String id() {
    return id;
  }

  /** The operator of Spark's physical plan. */
  public String operator() {
    return operator;
  }

  public static Optional<Join> of(String id) {
    return Stream.of(values()).filter(join -> join.id.equals(id)).findFirst();
  }
}
