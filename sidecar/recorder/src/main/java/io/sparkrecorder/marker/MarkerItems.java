package io.sparkrecorder.marker;

import java.io.IOException;

/**
 * Takes the items of a marker's lists, one at a time. If the marker turns out to be malformed
 * later, the items before do not count.
 */
public interface MarkerItems {
  default void file(RecordedFile file) throws IOException {}

  default void skipped(SkippedFile skipped) throws IOException {}

  default void object(StoredObject object) throws IOException {}

  static MarkerItems none() {
    return new MarkerItems() {};
  }
}
