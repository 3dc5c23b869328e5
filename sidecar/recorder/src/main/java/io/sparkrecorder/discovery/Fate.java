package io.sparkrecorder.discovery;

import java.util.Optional;
import java.util.Set;

/** How far a pod's life is, as far as one can see from outside. */
public sealed interface Fate {
  /** The kubelet lost sight of the container. */
  String UNKNOWN = "unknown";

  /** Someone deleted the pod. */
  String DELETED = "deleted";

  /** It may yet record something. */
  record Alive() implements Fate {}

  /**
   * Its Spark container has ended; its recorder may still work.
   *
   * @param reason such as {@code OOMKilled}
   */
  record Ended(String reason, Optional<Integer> exitCode) implements Fate {}

  /**
   * Nothing of the pod runs any more.
   *
   * @param reason such as {@code evicted}, {@code node-lost}, {@code deleted} or the container's
   *     own
   */
  record Gone(String reason, Optional<Integer> exitCode) implements Fate {
    /** These say that it is gone, and not why. */
    private static final Set<String> NO_CAUSE = Set.of(DELETED, "failed", "succeeded", UNKNOWN);

    /** It is no more, and nobody saw it go. */
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

  /** It is gone, and its Spark container never ran. */
  record NeverStarted(String reason) implements Fate {}

  /**
   * What is known when both were seen. A watch and a list overtake each other, so a pod never goes
   * back to life, and what the last look no longer shows is kept.
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
