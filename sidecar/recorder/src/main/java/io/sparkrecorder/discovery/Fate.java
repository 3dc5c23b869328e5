package io.sparkrecorder.discovery;

import java.util.Optional;
import java.util.Set;

/** The stage of a pod's life, observed from outside. */
public sealed interface Fate {
  /** The kubelet lost track of the container. */
  String UNKNOWN = "unknown";

  /** Someone deleted the pod. */
  String DELETED = "deleted";

  /** The kernel killed a process of the container, because its memory limit was reached. */
  String OUT_OF_MEMORY = "OOMKilled";

  /** The pod may still record. */
  record Alive() implements Fate {}

  /**
   * The pod's Spark container has ended; its recorder may still work.
   *
   * @param reason cause of the end, such as {@code OOMKilled}
   * @param outOfMemory see {@link Fate#outOfMemory}
   */
  record Ended(String reason, Optional<Integer> exitCode, boolean outOfMemory) implements Fate {
    /** An end whose reason says everything. */
    public Ended(String reason, Optional<Integer> exitCode) {
      this(reason, exitCode, reason.equals(OUT_OF_MEMORY));
    }

    private Ended with(Ended earlier) {
      return new Ended(reason, exitCode, outOfMemory || earlier.outOfMemory);
    }
  }

  /**
   * No container of the pod runs any more.
   *
   * @param reason cause of the end, such as {@code evicted}, {@code node-lost}, {@code deleted} or
   *     the container's own
   * @param outOfMemory see {@link Fate#outOfMemory}
   */
  record Gone(String reason, Optional<Integer> exitCode, boolean outOfMemory) implements Fate {
    /** Reasons that state the end without its cause. */
    private static final Set<String> NO_CAUSE = Set.of(DELETED, "failed", "succeeded", UNKNOWN);

    /** An end whose reason says everything. */
    public Gone(String reason, Optional<Integer> exitCode) {
      this(reason, exitCode, reason.equals(OUT_OF_MEMORY));
    }

    /** A pod that disappeared unobserved. */
    public static Gone unseen() {
      return new Gone(DELETED, Optional.empty());
    }

    private Gone with(String earlierReason, Optional<Integer> earlierCode, boolean before) {
      return new Gone(
          saysWhy() ? reason : earlierReason,
          exitCode.or(() -> earlierCode),
          outOfMemory || before);
    }

    private boolean saysWhy() {
      return exitCode.isPresent() || !NO_CAUSE.contains(reason);
    }
  }

  /** The pod is gone, and its Spark container never ran. */
  record NeverStarted(String reason) implements Fate {}

  /**
   * Tells whether a process of the container was killed for lack of memory. The exit code does not
   * tell: Kubernetes may report this reason with code 143, or 0, if the process with which the
   * container began outlived the killed one.
   */
  default boolean outOfMemory() {
    return false;
  }

  /**
   * Combines two observations. A watch and a list may overtake each other, so a pod never returns
   * to life, and a fact that the later observation lacks is kept.
   */
  default Fate after(Fate earlier) {
    return switch (this) {
      case Alive _ -> earlier;
      case Ended ended ->
          switch (earlier) {
            case Alive _ -> this;
            case Ended before ->
                ended.exitCode.isPresent() ? ended.with(before) : before.with(ended);
            case Gone gone -> gone.with(ended.reason, ended.exitCode, ended.outOfMemory);
            case NeverStarted _ -> new Gone(ended.reason, ended.exitCode, ended.outOfMemory);
          };
      case Gone gone ->
          switch (earlier) {
            case Alive _ -> gone;
            case NeverStarted _ -> gone.saysWhy() ? gone : earlier;
            case Ended(String reason, Optional<Integer> code, boolean oom) ->
                gone.with(reason, code, oom);
            case Gone(String reason, Optional<Integer> code, boolean oom) ->
                gone.with(reason, code, oom);
          };
      case NeverStarted _ ->
          switch (earlier) {
            case Alive _, NeverStarted _ -> this;
            case Ended(String reason, Optional<Integer> code, boolean oom) ->
                new Gone(reason, code, oom);
            case Gone _ -> earlier;
          };
    };
  }
}
