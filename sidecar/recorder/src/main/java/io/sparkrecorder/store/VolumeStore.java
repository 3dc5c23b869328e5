package io.sparkrecorder.store;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A pod's folder on the shared volume: each file has its name there, including growing ones. */
public final class VolumeStore extends PodStore {
  private final PodFolder folder;

  /** Names of the files that grow; any other file keeps its bytes. */
  private final Set<String> grown = new HashSet<>();

  private VolumeStore(PodFolder folder, Path spool) throws IOException {
    super(folder, spool);
    this.folder = folder;
  }

  /**
   * Finds the files of an earlier recorder of this pod, and continues from there.
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
  synchronized String growing(String name) {
    String free = name;
    for (int number = 2; !grown.contains(free) && !isFree(free); number++) {
      free = FileNames.numbered(name, Integer.toString(number));
    }
    return free;
  }

  @Override
  synchronized void grew(RecordedFile file) {
    grown.add(file.name());
  }

  @Override
  Copy bring(List<Slice> slices, Path temporary, Deadline deadline) throws IOException {
    return copied(slices, temporary, deadline);
  }
}
