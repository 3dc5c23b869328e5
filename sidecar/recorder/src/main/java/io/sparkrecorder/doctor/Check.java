package io.sparkrecorder.doctor;

import java.util.function.Consumer;

/** A part of the examination that gives one finding or several. */
public interface Check {
  /** The name in the report. */
  String name();

  /** Gives each finding as soon as it is known. */
  void run(Consumer<Finding> findings);
}
