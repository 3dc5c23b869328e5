package io.sparkrecorder.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The objects of one application in the bucket, which the server stores as files. */
final class AppObjects {
  private static final String MANIFEST = "manifest.json";

  /** The folder in which recorders without a shared volume exchange documents. */
  private static final String STORE = ".store/";

  private final String prefix;
  private final SortedMap<String, Path> files;

  private AppObjects(String prefix, SortedMap<String, Path> files) {
    this.prefix = prefix;
    this.files = files;
  }

  /**
   * Lists the objects.
   *
   * @param bucket the folder of the bucket
   * @param prefix prefix of the application's keys, with a trailing slash
   */
  static AppObjects of(Path bucket, String prefix) {
    SortedMap<String, Path> files = new TreeMap<>();
    Path folder = bucket.resolve(prefix);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.filter(Files::isRegularFile)
            .forEach(file -> files.put(bucket.relativize(file).toString(), file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new AppObjects(prefix, files);
  }

  Optional<Content> manifest() {
    return content(prefix + MANIFEST);
  }

  Optional<Content> content(String key) {
    return Optional.ofNullable(files.get(key)).map(AppObjects::read);
  }

  /** The recordings, by key. */
  Map<String, Path> recordings() {
    SortedMap<String, Path> recordings = new TreeMap<>(files);
    recordings
        .keySet()
        .removeIf(key -> key.equals(prefix + MANIFEST) || key.startsWith(prefix + STORE));
    return recordings;
  }

  /** The part of a key that names pod and file. */
  String below(String key) {
    return key.substring(prefix.length());
  }

  private static Content read(Path file) {
    try {
      return Content.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
