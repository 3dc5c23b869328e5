package io.sparkrecorder.marker;

import java.util.ArrayList;
import java.util.List;

/** Keeps the lists of a marker, for markers that fit into the heap. */
public final class MarkerLists implements MarkerItems {
  private final List<RecordedFile> files = new ArrayList<>();
  private final List<SkippedFile> skipped = new ArrayList<>();
  private final List<StoredObject> objects = new ArrayList<>();

  @Override
  public void file(RecordedFile file) {
    files.add(file);
  }

  @Override
  public void skipped(SkippedFile file) {
    skipped.add(file);
  }

  @Override
  public void object(StoredObject object) {
    objects.add(object);
  }

  /** The places of files in the bucket. */
  public List<StoredObject> objects() {
    return List.copyOf(objects);
  }

  /** The marker with these lists. */
  public Marker with(MarkerSummary summary) {
    return new Marker(
        summary.app(),
        summary.namespace(),
        summary.pod(),
        summary.state(),
        summary.reason(),
        summary.exitCode(),
        summary.started(),
        summary.sealed(),
        List.copyOf(files),
        List.copyOf(skipped),
        List.copyOf(objects));
  }
}
