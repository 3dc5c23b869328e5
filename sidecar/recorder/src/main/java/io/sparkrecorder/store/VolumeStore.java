package io.sparkrecorder.store;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A pod's folder on the shared volume: each file is there under its name, growing ones too. */
public final class VolumeStore extends PodStore {
  private final PodFolder folder;

  private VolumeStore(PodFolder folder, Path spool) throws IOException {
    super(folder, spool);
    this.folder = folder;
  }

  /**
   * Finds what an earlier recorder of this pod left, and goes on from there.
   *
   * @param spool folder that the files come from; below it, no link is followed
   */
  public static VolumeStore open(PodFolder folder, Path spool) throws IOException {
    VolumeStore store = new VolumeStore(folder, spool);
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
    return copied(slices, temporary, deadline);
  }
}
