package io.sparkrecorder.testbed.workload;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** An event with a number, which reveals missing and duplicate events. */
@Name(Seq.NAME)
@StackTrace(false)
public final class Seq extends Event {
  public static final String NAME = "spark_recorder.Seq";

  long number;
  @Nullable String payload;
}
