package io.sparkrecorder.store;

import io.sparkrecorder.marker.PodRecord;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** An application's folder in the store: {@code <root>/<app>}. */
public final class AppFolder implements AppStore {
  private final Path root;
  private final Path path;

  private AppFolder(Path root, Path path) {
    this.root = root;
    this.path = path;
  }

  /**
   * The folder of an application.
   *
   * @param root root of the store; below it, no link is followed
   */
  public static AppFolder of(Path root, String app) {
    Path absolute = root.toAbsolutePath();
    return new AppFolder(absolute, absolute.resolve(app));
  }

  public Path path() {
    return path;
  }

  /** The folder for the files of this pod's recorder: {@code <role>-<id>.<uid>}. */
  @Override
  public PodFolder pod(PodRecord pod) {
    return new PodFolder(path.resolve(pod.folder()));
  }

  /** Does nothing: each marker is read again. */
  @Override
  public void look() {}

  /**
   * Lists the folders by name, without a read of their content. Names that no recorder gives are
   * skipped.
   */
  @Override
  public List<PodFolder> pods() throws IOException {
    List<PodFolder> pods = new ArrayList<>();
    try {
      for (String name : SafeFiles.list(root, path)) {
        if (PodRecord.ofFolder(name).isPresent()) {
          pods.add(new PodFolder(path.resolve(name)));
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    pods.sort(Comparator.comparing(PodFolder::path));
    return pods;
  }

  @Override
  public Path executorsJournal() {
    return path.resolve("executors.journal");
  }

  /** Empty, because the journal itself is here. */
  @Override
  public Optional<byte[]> sharedExecutors() {
    return Optional.empty();
  }

  @Override
  public void shareExecutors(Supplier<byte[]> journal) {}

  /** Keeps the manifest, because S3 may not accept it. */
  @Override
  public void writeManifest(Content json) throws IOException {
    SafeFiles.createFolders(root, path);
    Durable.write(root, path.resolve("manifest.json"), json);
  }
}
