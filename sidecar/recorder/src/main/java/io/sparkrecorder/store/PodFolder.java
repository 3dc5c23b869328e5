package io.sparkrecorder.store;

import io.sparkrecorder.marker.Marker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A pod's folder in the store: its files, {@code marker.json}, and the recorders' own state under
 * {@code .recorder}.
 *
 * @param path of the folder
 */
public record PodFolder(Path path) implements PodPlace {
  static final String MARKER = "marker.json";
  static final String STATE = ".recorder";

  public Path file(String name) {
    return path.resolve(name);
  }

  /** What the pod's recorder has moved so far; written by that recorder alone. */
  public Path filesJournal() {
    return path.resolve(STATE).resolve("files.journal");
  }

  /** What has been shipped to S3; written by whoever ships. */
  public Path shippedJournal() {
    return path.resolve(STATE).resolve("shipped.journal");
  }

  /** Files on their way into the folder. */
  Path incoming() {
    return path.resolve(STATE).resolve("incoming");
  }

  /** Where the parts of a growing file wait for their upload; one folder a file. */
  Path parts(String name) {
    return path.resolve(STATE).resolve("parts").resolve(name);
  }

  @Override
  public Optional<Marker> marker() throws IOException {
    try {
      return Optional.of(Marker.fromJson(Files.readAllBytes(path.resolve(MARKER))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void write(Marker marker) throws IOException {
    Files.createDirectories(path);
    Durable.write(path.resolve(MARKER), marker.toJson());
  }
}
