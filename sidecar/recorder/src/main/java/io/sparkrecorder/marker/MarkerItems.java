package io.sparkrecorder.marker;

import java.io.IOException;

/**
 * Takes what a marker lists, one item at a time. When the marker turns out to be malformed later,
 * the items that were given before count for nothing.
 */
public interface MarkerItems {
  default void file(RecordedFile file) throws IOException {}

  default void skipped(SkippedFile skipped) throws IOException {}

  default void object(StoredObject object) throws IOException {}

  /** Takes nothing. */
  static MarkerItems none() {
    return new MarkerItems() {};
  }
}
