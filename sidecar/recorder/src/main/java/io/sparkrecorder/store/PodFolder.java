package io.sparkrecorder.store;

import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.MarkerItems;
import io.sparkrecorder.marker.MarkerSummary;
import io.sparkrecorder.marker.PodRecord;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/**
 * A pod's folder in the store: its files, {@code marker.json}, and the recorders' own state under
 * {@code .recorder}.
 *
 * @param path path of the folder
 * @param uploader name of the recorder that uploads its files, so that each journal has one writer
 */
public record PodFolder(Path path, String uploader) implements PodPlace {
  private static final String DRIVER = "shipped";
  static final String REAPER = "reaped";
  static final String MARKER = "marker.json";
  static final String STATE = ".recorder";

  /** The folder, as the recorder of a driver or of the pod itself uses it. */
  public PodFolder(Path path) {
    this(path, DRIVER);
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  /**
   * The journal of the files that the pod's recorder has moved so far; that recorder alone writes
   * it.
   */
  public Path filesJournal() {
    return path.resolve(STATE).resolve("files.journal");
  }

  /** The journal of uploads to S3; the recorder that uploads writes it. */
  public Path shippedJournal() {
    return uploads(uploader);
  }

  /** The journals of uploads of all recorders, that of a driver first. */
  public List<Path> shippedJournals() {
    return List.of(uploads(DRIVER), uploads(REAPER));
  }

  private Path uploads(String name) {
    return path.resolve(STATE).resolve(name + ".journal");
  }

  /** Files on their way into the folder. */
  Path incoming() {
    return path.resolve(STATE).resolve("incoming");
  }

  /** The folder above the application's; below it, no link is followed. */
  public Path root() {
    return SafeFiles.parent(SafeFiles.parent(path.toAbsolutePath()));
  }

  /** Opens a file that the pod recorded. It is a regular file, and no link leads to it. */
  public FileChannel open(String name) throws IOException {
    return SafeFiles.read(root(), file(name).toAbsolutePath());
  }

  /**
   * Reads the marker. The folder tells the identity of the pod: the marker of another pod or
   * application is malformed.
   */
  @Override
  public Optional<MarkerSummary> read(MarkerItems items) throws IOException {
    try (FileChannel channel = openMarker()) {
      return Optional.of(checked(Marker.read(Channels.newInputStream(channel), items)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Marker> marker() throws IOException {
    try (FileChannel channel = openMarker()) {
      Marker marker = Marker.fromJson(Channels.newInputStream(channel));
      checked(marker.summary());
      return Optional.of(marker);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> version() throws IOException {
    try {
      BasicFileAttributes now = SafeFiles.attributes(root(), absolute(MARKER));
      return Optional.of(now.fileKey() + "@" + now.size() + "@" + now.lastModifiedTime());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<PodRecord> identity() throws IOException {
    try {
      return SafeFiles.attributes(root(), path.toAbsolutePath()).isRegularFile()
          ? Optional.empty()
          : PodRecord.ofFolder(path.getFileName().toString());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void write(Marker marker) throws IOException {
    SafeFiles.createFolders(root(), path.toAbsolutePath());
    Durable.write(root(), absolute(MARKER), marker::writeTo);
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private FileChannel openMarker() throws IOException {
    FileChannel channel = SafeFiles.read(root(), absolute(MARKER));
    if (channel.size() > Marker.LARGEST) {
      channel.close();
      throw new MalformedDocument("marker.json has more than %d bytes".formatted(Marker.LARGEST));
    }
    return channel;
  }

  private Path absolute(String name) {
    return path.toAbsolutePath().resolve(name);
  }

  /**
   * Checks the marker's identity. A pod's outbox lies in its own spool, where no folder bears the
   * application's name.
   */
  private MarkerSummary checked(MarkerSummary marker) {
    String parent = SafeFiles.parent(path).getFileName().toString();
    String app = parent.equals(STATE) ? marker.app() : parent;
    return marker.in(app, path.getFileName().toString());
  }
}
