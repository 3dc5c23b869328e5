package io.sparkrecorder.s3.request;

import io.sparkrecorder.s3.model.Problem;

/** The decision how to go on after a failed attempt. */
public sealed interface Verdict {
  /** The problem passes with time. */
  record Retry(Problem problem, Patience patience) implements Verdict {
    Retry(Problem problem) {
      this(problem, Patience.UNTIL_DEADLINE);
    }
  }

  /** The problem may pass at one more attempt. */
  record OnceMore(Problem problem, Remedy remedy, Verdict otherwise) implements Verdict {}

  /** The caller decides by the refusal; the problem is for a caller that cannot. */
  record Decide(Refusal refusal, Problem problem) implements Verdict {}

  /** The problem never passes. */
  record Final(Problem problem) implements Verdict {}

  /** The duration and number of the retries. */
  enum Patience {
    UNTIL_DEADLINE,
    /** A person has to act first, so the retries are slow. */
    UNTIL_DEADLINE_SLOWLY,
    /** The problem may be a hiccup; otherwise it never passes. */
    FEW_TIMES
  }

  /** The action before the one more attempt. */
  enum Remedy {
    NOTHING,
    FRESH_CREDENTIALS
  }
}
