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

/** An application's folder in the store: {@code <root>/<app>}. */
public final class AppFolder {
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
  public PodFolder pod(PodRecord pod) {
    return new PodFolder(path.resolve(pod.part() + "." + pod.uid()));
  }

  /** Every pod whose recorder has made its folder, by name. No look at the files. */
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

  /** Every pod that a driver's recorder ever saw. */
  public Path executorsJournal() {
    return path.resolve("executors.journal");
  }

  /** The last manifest, kept here too, because S3 may not take it. */
  public void writeManifest(byte[] json) throws IOException {
    Durable.write(path.resolve("manifest.json"), json);
  }
}
