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
    return app.marker(name);
  }

  @Override
  public Optional<MarkerSummary> read(MarkerItems items) throws IOException {
    return app.read(name, items);
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
