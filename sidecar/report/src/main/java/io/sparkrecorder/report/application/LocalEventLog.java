package io.sparkrecorder.report.application;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Event logs on this machine. */
public final class LocalEventLog {
  private static final String ROLLED = "eventlog_v2_";

  private LocalEventLog() {}

  /** Tells whether this is the log of one application: a file, or the folder of a rolled log. */
  public static boolean isOfOne(Path path) {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return Files.isRegularFile(path) || (name != null && name.toString().startsWith(ROLLED));
  }

  /** Finds an application's event log: a file, the folder of a rolled log, or a folder of logs. */
  public static Optional<Origin.LogFiles> find(Path path, String app) {
    if (Files.isRegularFile(path)) {
      return Optional.of(new Origin.LogFiles(path.toString(), List.of(new OnDisk(path))));
    }
    if (!Files.isDirectory(path)) {
      return Optional.empty();
    }
    Path folder = path.toAbsolutePath().normalize();
    Path name = folder.getFileName();
    Path parent = folder.getParent();
    if (name != null && parent != null && name.toString().startsWith(ROLLED)) {
      return files(parent, name.toString().substring(ROLLED.length()));
    }
    return app.isEmpty() ? Optional.empty() : files(path, app);
  }

  private static Optional<Origin.LogFiles> files(Path folder, String app) {
    try (Stream<Path> paths = Files.walk(folder, 2)) {
      List<String> names =
          EventLogNames.ordered(
              app,
              paths
                  .filter(Files::isRegularFile)
                  .map(file -> folder.relativize(file).toString())
                  .toList());
      return names.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Origin.LogFiles(
                  folder.resolve(EventLogNames.shown(names.get(0))).toString(),
                  names.stream()
                      .map(name -> (Origin.LogFile) new OnDisk(folder.resolve(name)))
                      .toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file on this machine. */
  private record OnDisk(Path path) implements Origin.LogFile {
    @Override
    public String name() {
      return String.valueOf(path.getFileName());
    }

    @Override
    public Path fetch(Path scratch) {
      return path;
    }
  }
}
