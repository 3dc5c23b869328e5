package io.sparkrecorder.report.application;

import io.sparkrecorder.cli.NotThere;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** An application in a folder that {@code recorder get} made, or any folder with recordings. */
public final class FolderOrigin implements Origin {
  private static final String MANIFEST = "manifest.json";
  private static final int DEEPEST = 12;
  private static final int MOST_FILES = 100_000;
  private static final long LARGEST_MANIFEST = 32L << 20;

  private final Path folder;

  public FolderOrigin(Path folder) {
    this.folder = folder;
  }

  @Override
  public Application application() {
    Path file = folder.resolve(MANIFEST);
    try {
      if (!Files.isRegularFile(file)) {
        return listed("no manifest in the folder");
      }
      if (Files.size(file) > LARGEST_MANIFEST) {
        return listed("the manifest is not used: it is too large");
      }
      Manifest manifest = Manifest.fromJson(Files.readAllBytes(file));
      String app = "/" + manifest.app() + "/";
      return Manifests.application(
          manifest,
          file.toString(),
          key -> place(key.substring(key.indexOf(app) < 0 ? 0 : key.indexOf(app) + app.length())));
    } catch (MalformedDocument e) {
      return listed("the manifest is not used: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Application listed(String reason) {
    Listing listing = new Listing();
    try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> !folder.relativize(file).startsWith("report"))
          .filter(file -> file.getFileName().toString().endsWith(".jfr"))
          .sorted()
          .limit(MOST_FILES)
          .forEach(
              file -> {
                String below = folder.relativize(file).toString();
                listing.add(below, below, file.toFile().length());
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (listing.isEmpty()) {
      throw new NotThere("no recordings in %s".formatted(folder));
    }
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return listing.application(name == null ? "recordings" : name.toString(), reason);
  }

  /** A path below the folder; empty for one that leads out of it. */
  private Optional<String> place(String below) {
    Path target = folder.resolve(below).normalize();
    return target.startsWith(folder.normalize()) && !target.equals(folder.normalize())
        ? Optional.of(below)
        : Optional.empty();
  }

  /** Reads the folder's names at most: that costs little. */
  @Override
  public void check() {
    if (!Files.isRegularFile(folder.resolve(MANIFEST))) {
      listed("");
    }
  }

  @Override
  public Path fetchStart(AppFile file, int bytes, Path scratch) throws IOException {
    return fetch(file, scratch, ignored -> {});
  }

  @Override
  public Path fetch(AppFile file, Path scratch, Consumer<Long> progress) throws IOException {
    Path target = folder.resolve(file.place().orElseThrow());
    if (!Files.exists(target)) {
      throw new FileProblem("the file is not in the folder");
    }
    if (!target.toRealPath().startsWith(folder.toRealPath()) || !Files.isRegularFile(target)) {
      throw new FileProblem("the file is not a regular file of the folder");
    }
    if (!Files.isReadable(target)) {
      throw new FileProblem("the file may not be read");
    }
    progress.accept(Files.size(target));
    return target;
  }

  /** A folder of recordings has no event log of its own; see {@link LocalEventLog}. */
  @Override
  public Optional<LogFiles> eventLog() {
    return LocalEventLog.find(folder.resolve("history"), "");
  }

  @Override
  public void close() {
    // A folder needs no closing.
  }
}
