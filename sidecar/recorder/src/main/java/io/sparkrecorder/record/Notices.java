package io.sparkrecorder.record;

/** Tells a person who looks at this pod, beside the log. Never waits, and never fails. */
interface Notices {
  /** An executor's pod has nothing to tell: its driver does. */
  Notices NONE = _ -> {};

  void tell(Notice notice);
}
