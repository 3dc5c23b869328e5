package io.sparkrecorder.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** All files of an application's folder, to look at and to remove. */
public final class AppFiles {
  /** The state of recorders in an application's folder, which is no recording. */
  private static final Set<String> OF_APP =
      Set.of("manifest.json", ".manifest.json.part", "executors.journal");

  /** The state of recorders in a pod's folder. */
  private static final Set<String> OF_POD =
      Set.of(
          PodFolder.MARKER,
          "." + PodFolder.MARKER + ".part",
          PodFolder.STATE + "/files.journal",
          PodFolder.STATE + "/shipped.journal",
          PodFolder.STATE + "/reaped.journal");

  private final Path root;
  private final Path app;

  /** The files of an application. */
  public AppFiles(AppFolder folder) {
    this.root = SafeFiles.parent(folder.path());
    this.app = folder.path();
  }

  /** Takes a file that is no state of a recorder. */
  public interface Visitor {
    /**
     * Takes a file.
     *
     * @param name path below the application's folder
     * @param bytes its size
     */
    void file(String name, long bytes);
  }

  /** Passes on each regular file, in no order. Links and pipes are no recordings. */
  public void recordings(Visitor visitor) throws IOException {
    walk(app, visitor);
  }

  private void walk(Path folder, Visitor visitor) throws IOException {
    for (String name : SafeFiles.list(root, folder)) {
      Path path = folder.resolve(name);
      BasicFileAttributes now = SafeFiles.attributes(root, path);
      if (now.isDirectory()) {
        walk(path, visitor);
      } else if (now.isRegularFile() && !isState(app.relativize(path))) {
        visitor.file(app.relativize(path).toString(), now.size());
      }
    }
  }

  private static boolean isState(Path below) {
    if (below.getNameCount() == 1) {
      return OF_APP.contains(below.toString());
    }
    return below.startsWith(AppFolder.REAPER)
        || OF_POD.contains(below.subpath(1, below.getNameCount()).toString());
  }

  /** The size of a file; -1 if there is no regular file of this name. */
  public long size(String name) throws IOException {
    try {
      BasicFileAttributes now = SafeFiles.attributes(root, app.resolve(name));
      return now.isRegularFile() ? now.size() : -1;
    } catch (NoSuchFileException e) {
      return -1;
    }
  }

  /** Removes everything but the lease; no link is followed. */
  public void removeRecordings() throws IOException {
    for (String name : SafeFiles.list(root, app)) {
      if (!name.equals(AppFolder.REAPER)) {
        remove(app.resolve(name));
      }
    }
  }

  /** Removes the lease and the folder. */
  public void removeRest() throws IOException {
    remove(app);
  }

  private void remove(Path path) throws IOException {
    try {
      if (!SafeFiles.attributes(root, path).isDirectory()) {
        SafeFiles.delete(root, path);
        return;
      }
      for (String name : SafeFiles.list(root, path)) {
        remove(path.resolve(name));
      }
      SafeFiles.run(root, path, (above, name) -> above.deleteDirectory(name));
    } catch (NoSuchFileException e) {
      // another process has removed it
    }
  }
}
