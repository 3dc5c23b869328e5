package io.sparkrecorder.s3;

/** What a failed attempt means. */
sealed interface Verdict {
  /** Passes with time. */
  record Retry(Problem problem, Patience patience) implements Verdict {
    Retry(Problem problem) {
      this(problem, Patience.UNTIL_DEADLINE);
    }
  }

  /** May pass if tried once more. */
  record OnceMore(Problem problem, Remedy remedy, Verdict otherwise) implements Verdict {}

  /** The caller knows what to do; if it does not, this is the problem. */
  record Decide(Refusal refusal, Problem problem) implements Verdict {}

  /** Will never pass. */
  record Final(Problem problem) implements Verdict {}

  /** How long and how often a request is repeated. */
  enum Patience {
    UNTIL_DEADLINE,
    /** A person has to do something first, so there is no hurry. */
    UNTIL_DEADLINE_SLOWLY,
    /** It may be a hiccup; if it is none, it never passes. */
    FEW_TIMES
  }

  /** What to do before trying once more. */
  enum Remedy {
    NOTHING,
    FRESH_CREDENTIALS
  }
}
