package io.sparkrecorder.s3;

/** What a failed attempt means. */
sealed interface Verdict {
  /** Passes with time. */
  record Retry(Problem problem) implements Verdict {}

  /** May pass if tried once more. */
  record OnceMore(Problem problem, Remedy remedy, Verdict otherwise) implements Verdict {}

  /** The caller knows what to do. */
  record Decide(Refusal refusal) implements Verdict {}

  /** Will never pass. */
  record Final(Problem problem) implements Verdict {}

  /** What to do before trying once more. */
  enum Remedy {
    NOTHING,
    FRESH_CREDENTIALS
  }
}
