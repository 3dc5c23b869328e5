package io.sparkrecorder.discovery;

import java.util.function.Function;

/** The reply of the Kubernetes API to a question. */
public sealed interface Reply<T> {
  /** The API answered. */
  record Given<T>(T value) implements Reply<T> {}

  /** The account in use lacks this right, so the question stays open. */
  record Forbidden<T>(String verb, String resource) implements Reply<T> {}

  /** The cluster does not have the resource. */
  record Unknown<T>(String resource) implements Reply<T> {}

  /**
   * The API refused the object: admission, a webhook, a quota.
   *
   * @param message the API's own words
   */
  record Refused<T>(String message) implements Reply<T> {}

  /** No usable answer: no connection, no trust, no login. */
  record Silent<T>(String why) implements Reply<T> {}

  /** The same reply with another value. */
  default <U> Reply<U> map(Function<T, U> change) {
    return switch (this) {
      case Given<T>(T value) -> new Given<>(change.apply(value));
      case Forbidden<T>(String verb, String resource) -> new Forbidden<>(verb, resource);
      case Unknown<T>(String resource) -> new Unknown<>(resource);
      case Refused<T>(String message) -> new Refused<>(message);
      case Silent<T>(String why) -> new Silent<>(why);
    };
  }
}
