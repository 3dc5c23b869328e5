package io.sparkrecorder.discovery;

import java.util.Optional;
import java.util.Set;

/** The stage of a pod's life, observed from outside. */
public sealed interface Fate {
  /** The kubelet lost track of the container. */
  String UNKNOWN = "unknown";

  /** Someone deleted the pod. */
  String DELETED = "deleted";

  /** The pod may still record. */
  record Alive() implements Fate {}

  /**
   * The pod's Spark container has ended; its recorder may still work.
   *
   * @param reason cause of the end, such as {@code OOMKilled}
   */
  record Ended(String reason, Optional<Integer> exitCode) implements Fate {}

  /**
   * No container of the pod runs any more.
   *
   * @param reason cause of the end, such as {@code evicted}, {@code node-lost}, {@code deleted} or
   *     the container's own
   */
  record Gone(String reason, Optional<Integer> exitCode) implements Fate {
    /** Reasons that state the end without its cause. */
    private static final Set<String> NO_CAUSE = Set.of(DELETED, "failed", "succeeded", UNKNOWN);

    /** A pod that disappeared unobserved. */
    public static Gone unseen() {
      return new Gone(DELETED, Optional.empty());
    }

    private Gone with(String earlierReason, Optional<Integer> earlierCode) {
      return new Gone(saysWhy() ? reason : earlierReason, exitCode.or(() -> earlierCode));
    }

    private boolean saysWhy() {
      return exitCode.isPresent() || !NO_CAUSE.contains(reason);
    }
  }

  /** The pod is gone, and its Spark container never ran. */
  record NeverStarted(String reason) implements Fate {}

  /**
   * Combines two observations. A watch and a list may overtake each other, so a pod never returns
   * to life, and a fact that the later observation lacks is kept.
   */
  default Fate after(Fate earlier) {
    return switch (this) {
      case Alive _ -> earlier;
      case Ended(String reason, Optional<Integer> code) ->
          switch (earlier) {
            case Alive _ -> this;
            case Ended _ -> code.isPresent() ? this : earlier;
            case Gone gone -> gone.with(reason, code);
            case NeverStarted _ -> new Gone(reason, code);
          };
      case Gone gone ->
          switch (earlier) {
            case Alive _ -> gone;
            case NeverStarted _ -> gone.saysWhy() ? gone : earlier;
            case Ended(String reason, Optional<Integer> code) -> gone.with(reason, code);
            case Gone(String reason, Optional<Integer> code) -> gone.with(reason, code);
          };
      case NeverStarted _ ->
          switch (earlier) {
            case Alive _, NeverStarted _ -> this;
            case Ended(String reason, Optional<Integer> code) -> new Gone(reason, code);
            case Gone _ -> earlier;
          };
    };
  }
}
