package io.sparkrecorder.store;

import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.MarkerItems;
import io.sparkrecorder.marker.MarkerSummary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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

  /**
   * Reads the marker. A pod is who its folder says: the marker of another pod or application is
   * malformed.
   */
  @Override
  public Optional<MarkerSummary> read(MarkerItems items) throws IOException {
    try (InputStream in = Files.newInputStream(path.resolve(MARKER))) {
      return Optional.of(checked(Marker.read(in, items)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Marker> marker() throws IOException {
    try (InputStream in = Files.newInputStream(path.resolve(MARKER))) {
      Marker marker = Marker.fromJson(in);
      checked(marker.summary());
      return Optional.of(marker);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> version() throws IOException {
    try {
      BasicFileAttributes now =
          Files.readAttributes(
              path.resolve(MARKER), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return Optional.of(now.fileKey() + "@" + now.size() + "@" + now.lastModifiedTime());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void write(Marker marker) throws IOException {
    Files.createDirectories(path);
    Durable.write(path.resolve(MARKER), marker::writeTo);
  }

  /** A pod's outbox lies in its own spool, where no folder bears the application's name. */
  private MarkerSummary checked(MarkerSummary marker) {
    String parent = path.getParent().getFileName().toString();
    String app = parent.equals(STATE) ? marker.app() : parent;
    return marker.in(app, path.getFileName().toString());
  }
}
