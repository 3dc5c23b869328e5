package io.sparkrecorder.store;

import io.sparkrecorder.marker.PodRecord;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** An application's folder in the store: {@code <root>/<app>}. */
public final class AppFolder implements AppStore {
  private final Path path;

  private AppFolder(Path path) {
    this.path = path;
  }

  public static AppFolder of(Path root, String app) {
    return new AppFolder(root.resolve(app));
  }

  public Path path() {
    return path;
  }

  /** Where this pod's recorder puts its files: {@code <role>-<id>.<uid>}. */
  @Override
  public PodFolder pod(PodRecord pod) {
    return new PodFolder(path.resolve(pod.part() + "." + pod.uid()));
  }

  /** Each marker is read anew. */
  @Override
  public void look() {}

  /** By name; no look at the files. */
  @Override
  public List<PodFolder> pods() throws IOException {
    List<PodFolder> pods = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, "{driver,executor-*}.*")) {
      entries.forEach(entry -> pods.add(new PodFolder(entry)));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    pods.sort(Comparator.comparing(PodFolder::path));
    return pods;
  }

  @Override
  public Path executorsJournal() {
    return path.resolve("executors.journal");
  }

  /** The journal itself is here. */
  @Override
  public Optional<byte[]> sharedExecutors() {
    return Optional.empty();
  }

  @Override
  public void shareExecutors(Supplier<byte[]> journal) {}

  /** S3 may not take it. */
  @Override
  public void writeManifest(byte[] json) throws IOException {
    Durable.write(path.resolve("manifest.json"), json);
  }
}
