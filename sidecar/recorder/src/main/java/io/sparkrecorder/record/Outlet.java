package io.sparkrecorder.record;

import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.store.PodStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The destination of a pod's recordings and its marker: the shared volume, or the bucket itself.
 */
interface Outlet extends AutoCloseable {
  /** The spool in the view of this outlet. */
  Spool spool();

  PodStore store();

  /** The marker of an earlier recorder of this pod. */
  Optional<Marker> earlier() throws IOException;

  /** Publishes a marker of the recordings so far. */
  void announce(Marker marker) throws IOException;

  /**
   * Brings the store's files to the place where they are safe, once all of them are in the store.
   *
   * @return files that did not get there
   */
  List<String> deliver() throws InterruptedException;

  /** Writes the last marker. */
  void seal(Marker marker) throws IOException;

  /** The name for the log. */
  @Override
  String toString();

  @Override
  void close() throws IOException;
}
