package io.sparkrecorder.record;

/** Tells a person who looks at this pod, in addition to the log. Never waits, and never fails. */
interface Notices {
  /** Tells nothing: an executor leaves notices to its driver. */
  Notices NONE = _ -> {};

  void tell(Notice notice);
}
