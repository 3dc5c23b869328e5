package io.sparkrecorder.store;

import io.sparkrecorder.marker.RecordedFile;

/** What became of something that was to be added to a pod's folder. */
public sealed interface Added {

  /** It is in the store, on the disk, and journaled. */
  record Whole(RecordedFile file) implements Added {}

  /**
   * The time ran out, or the source was shorter than it had been, now or before; what there is was
   * kept.
   */
  record Cut(RecordedFile file, long missing) implements Added {}

  /** It was added before, all of it. */
  record Before(RecordedFile file) implements Added {}
}
