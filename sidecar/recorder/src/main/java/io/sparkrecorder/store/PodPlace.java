package io.sparkrecorder.store;

import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Marker;
import java.io.IOException;
import java.util.Optional;

/** Where recorders learn of one pod. */
public sealed interface PodPlace permits PodFolder, PodObjects {
  /**
   * The marker; empty when there is none.
   *
   * @throws MalformedDocument when it is no marker
   */
  Optional<Marker> marker() throws IOException;

  /** Replaces the marker. */
  void write(Marker marker) throws IOException;
}
