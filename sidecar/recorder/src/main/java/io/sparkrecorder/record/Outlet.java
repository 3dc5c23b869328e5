package io.sparkrecorder.record;

import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.store.PodStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where a pod's recordings and its marker go: to the shared volume, or straight to the bucket. */
interface Outlet extends AutoCloseable {
  /** The spool, as this outlet sees it. */
  Spool spool();

  PodStore store();

  /** The marker that an earlier recorder of this pod left. */
  Optional<Marker> earlier() throws IOException;

  /** Says what the pod has so far. */
  void announce(Marker marker) throws IOException;

  /**
   * Everything is in the store: sees to it that it gets where it is safe.
   *
   * @return what did not get there
   */
  List<String> deliver() throws InterruptedException;

  /** Writes the last marker. */
  void seal(Marker marker) throws IOException;

  /** For the log. */
  @Override
  String toString();

  @Override
  void close() throws IOException;
}
