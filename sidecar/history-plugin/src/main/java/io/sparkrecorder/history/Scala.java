package io.sparkrecorder.history;

import scala.collection.immutable.$colon$colon;
import scala.collection.immutable.List;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;

/**
 * Makes Scala's lists. {@code Seq} means another type in 2.12 than in 2.13; an immutable one is
 * both.
 */
final class Scala {
  private Scala() {}

  @SuppressWarnings("unchecked") // an empty list has no element of a wrong type
  static <T> Seq<T> empty() {
    return (Seq<T>) (Seq<?>) Nil$.MODULE$;
  }

  @SuppressWarnings("unchecked") // the same
  static <T> Seq<T> of(T element) {
    return new $colon$colon<>(element, (List<T>) (List<?>) Nil$.MODULE$);
  }
}
