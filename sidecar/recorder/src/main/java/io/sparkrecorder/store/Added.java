package io.sparkrecorder.store;

import io.sparkrecorder.marker.RecordedFile;

/** The outcome of an addition to a pod's folder. */
public sealed interface Added {

  /** The file is in the store, on the disk, and journaled. */
  record Whole(RecordedFile file) implements Added {}

  /**
   * The time ran out, or the source was shorter than it had been, now or before; the bytes so far
   * were kept.
   */
  record Cut(RecordedFile file, long missing) implements Added {}

  /** All of it was added before. */
  record Before(RecordedFile file) implements Added {}
}
