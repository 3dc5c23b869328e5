package io.sparkrecorder.store;

import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.MarkerItems;
import io.sparkrecorder.marker.MarkerSummary;
import io.sparkrecorder.marker.PodRecord;
import java.io.IOException;
import java.util.Optional;

/** The place where recorders learn of one pod. */
public sealed interface PodPlace permits PodFolder, PodObjects {
  /**
   * The marker; empty if there is none.
   *
   * @throws MalformedDocument if the document is no marker
   */
  Optional<Marker> marker() throws IOException;

  /**
   * Reads the marker once and passes on its items as they come; holds at most one. If this throws,
   * the items before do not count.
   *
   * @return the marker without its lists; empty if there is none
   * @throws MalformedDocument if the document is no marker
   */
  Optional<MarkerSummary> read(MarkerItems items) throws IOException;

  /** Does the same as {@link #read}, without the items. */
  default Optional<MarkerSummary> summary() throws IOException {
    return read(MarkerItems.none());
  }

  /**
   * The version of the marker, which changes whenever the marker does, so that a known marker need
   * not be read again; empty if there is none.
   */
  Optional<String> version() throws IOException;

  /**
   * The pod that owns this place, even if its marker contradicts: the name of the place tells it,
   * so it lacks the name of the pod and of its node. Empty if there is no such place.
   */
  Optional<PodRecord> identity() throws IOException;

  /** Replaces the marker. */
  void write(Marker marker) throws IOException;
}
