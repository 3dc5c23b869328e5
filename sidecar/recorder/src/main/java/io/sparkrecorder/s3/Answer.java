package io.sparkrecorder.s3;

import java.util.function.Function;

/** What came of a request after all its attempts. */
sealed interface Answer<T> {
  /** The server did it. */
  record Given<T>(T value) implements Answer<T> {}

  /**
   * The server said no for a reason that the caller may have an answer to.
   *
   * @param problem says the same to a person, for a caller that has none
   */
  record Refused<T>(Refusal refusal, Problem problem) implements Answer<T> {}

  /** There is no more to be done. */
  record Failed<T>(Problem problem) implements Answer<T> {}

  /** The next step, when this one was done. */
  default <U> Answer<U> then(Function<T, Answer<U>> next) {
    return switch (this) {
      case Given<T>(T value) -> next.apply(value);
      case Refused<T>(Refusal refusal, Problem problem) -> new Refused<>(refusal, problem);
      case Failed<T>(Problem problem) -> new Failed<>(problem);
    };
  }

  /** Whether the server refused for this reason. */
  default boolean isRefused(Refusal why) {
    return this instanceof Refused<T>(Refusal refusal, Problem _) && refusal == why;
  }
}
