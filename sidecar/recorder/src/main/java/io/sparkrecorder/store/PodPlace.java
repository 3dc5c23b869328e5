package io.sparkrecorder.store;

import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.MarkerItems;
import io.sparkrecorder.marker.MarkerSummary;
import io.sparkrecorder.marker.PodRecord;
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

  /**
   * Reads the marker once and gives its items as they come; no more than one is held. When this
   * throws, the items that were given count for nothing.
   *
   * @return the marker without its lists; empty when there is none
   * @throws MalformedDocument when it is no marker
   */
  Optional<MarkerSummary> read(MarkerItems items) throws IOException;

  /** As {@link #read}, without the items. */
  default Optional<MarkerSummary> summary() throws IOException {
    return read(MarkerItems.none());
  }

  /**
   * Changes whenever the marker does, so that one that was read need not be read again; empty when
   * there is none.
   */
  Optional<String> version() throws IOException;

  /**
   * Whose place this is, whatever its marker says: read from the place's name, so it lacks the name
   * of the pod and of its node. Empty when there is no such place.
   */
  Optional<PodRecord> identity() throws IOException;

  /** Replaces the marker. */
  void write(Marker marker) throws IOException;
}
