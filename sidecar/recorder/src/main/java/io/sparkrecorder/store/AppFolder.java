package io.sparkrecorder.store;

import io.sparkrecorder.config.PodIdentity;
import io.sparkrecorder.marker.PodRecord;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** An application's folder in the store: {@code <root>/<app>}. */
public final class AppFolder implements AppStore {
  /** The folder of the reaper's own state. */
  static final String REAPER = ".reaper";

  private final Path root;
  private final Path path;
  private final String uploader;

  private AppFolder(Path root, Path path, String uploader) {
    this.root = root;
    this.path = path;
    this.uploader = uploader;
  }

  /**
   * The folder of an application.
   *
   * @param root root of the store; below it, no link is followed
   */
  public static AppFolder of(Path root, String app) {
    Path absolute = root.toAbsolutePath();
    return new AppFolder(absolute, absolute.resolve(app), new PodFolder(absolute).uploader());
  }

  /** The same folder for the reaper, which keeps its own journals of uploads. */
  public AppFolder forReaper() {
    return new AppFolder(root, path, PodFolder.REAPER);
  }

  /** The names of all applications in a store; other folders and files are skipped. */
  public static List<String> apps(Path root) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (PodIdentity.isApp(name) && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          names.add(name);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names.stream().sorted().toList();
  }

  public Path path() {
    return path;
  }

  /** The folder for the files of this pod's recorder: {@code <role>-<id>.<uid>}. */
  @Override
  public PodFolder pod(PodRecord pod) {
    return new PodFolder(path.resolve(pod.folder()), uploader);
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
          pods.add(new PodFolder(path.resolve(name), uploader));
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
