package io.sparkrecorder.store;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A pod's folder on the shared volume: each file is there under its name, growing ones too. */
public final class VolumeStore extends PodStore {
  private final PodFolder folder;

  private VolumeStore(PodFolder folder) throws IOException {
    super(folder);
    this.folder = folder;
  }

  /** Finds what an earlier recorder of this pod left, and goes on from there. */
  public static VolumeStore open(PodFolder folder) throws IOException {
    VolumeStore store = new VolumeStore(folder);
    store.recall();
    return store;
  }

  @Override
  End end(String name, long bytes) {
    return new End(folder.file(name), bytes);
  }

  @Override
  String growing(String name) {
    return name;
  }

  @Override
  void grew(RecordedFile file) {}

  @Override
  Copy bring(List<Slice> slices, Path temporary, Deadline deadline) throws IOException {
    return Copy.of(slices, temporary, deadline);
  }
}
