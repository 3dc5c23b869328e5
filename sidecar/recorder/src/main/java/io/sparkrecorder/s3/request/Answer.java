package io.sparkrecorder.s3.request;

import io.sparkrecorder.s3.model.Problem;
import java.util.function.Function;

/** The result of a request after all its attempts. */
public sealed interface Answer<T> {
  /** The server fulfilled the request. */
  record Given<T>(T value) implements Answer<T> {}

  /**
   * The server refused for a reason that the caller may be able to handle.
   *
   * @param problem the same refusal in words, for a caller that cannot handle it
   */
  record Refused<T>(Refusal refusal, Problem problem) implements Answer<T> {}

  /** The request failed for good. */
  record Failed<T>(Problem problem) implements Answer<T> {}

  /** Runs the next step if this one succeeded. */
  default <U> Answer<U> then(Function<T, Answer<U>> next) {
    return switch (this) {
      case Given<T>(T value) -> next.apply(value);
      case Refused<T>(Refusal refusal, Problem problem) -> new Refused<>(refusal, problem);
      case Failed<T>(Problem problem) -> new Failed<>(problem);
    };
  }

  /** Tells whether the server refused for this reason. */
  default boolean isRefused(Refusal why) {
    return this instanceof Refused<T>(Refusal refusal, Problem _) && refusal == why;
  }
}
