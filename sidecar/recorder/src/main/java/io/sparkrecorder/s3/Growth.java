package io.sparkrecorder.s3;

/** How a step of an upload that grows went. */
public sealed interface Growth {
  /** It is under way. */
  record Ready() implements Growth {}

  /** There is an object under its key, this one or another: {@link ObjectStore#head} says which. */
  record Taken() implements Growth {}

  /** The server does not know it any more. */
  record Gone() implements Growth {}

  /** Not now; it can be tried again. */
  record Failed(Problem problem) implements Growth {}
}
