package io.sparkrecorder.store;

import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.MarkerItems;
import io.sparkrecorder.marker.MarkerSummary;
import io.sparkrecorder.marker.PodRecord;
import java.io.IOException;
import java.util.Optional;

/**
 * A pod's place in the bucket.
 *
 * @param name {@code <role>-<id>.<uid>}
 */
public record PodObjects(AppBucket app, String name) implements PodPlace {
  @Override
  public Optional<Marker> marker() throws IOException {
    Optional<Marker> marker = app.marker(name);
    marker.ifPresent(found -> found.summary().in(app.app(), name));
    return marker;
  }

  @Override
  public Optional<MarkerSummary> read(MarkerItems items) throws IOException {
    Optional<Marker> marker = marker();
    if (marker.isPresent()) {
      marker.get().give(items);
    }
    return marker.map(found -> found.summary());
  }

  @Override
  public Optional<String> version() {
    return app.version(name);
  }

  @Override
  public Optional<PodRecord> identity() {
    return PodRecord.ofFolder(name);
  }

  @Override
  public void write(Marker marker) throws IOException {
    app.write(name, marker);
  }

  @Override
  public String toString() {
    return name;
  }
}
