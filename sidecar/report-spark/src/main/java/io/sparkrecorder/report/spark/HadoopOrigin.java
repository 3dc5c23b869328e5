package io.sparkrecorder.report.spark;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.cli.NotThere;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.report.application.AppFile;
import io.sparkrecorder.report.application.Application;
import io.sparkrecorder.report.application.EventLogNames;
import io.sparkrecorder.report.application.Listing;
import io.sparkrecorder.report.application.ManifestStamp;
import io.sparkrecorder.report.application.Manifests;
import io.sparkrecorder.report.application.Origin;
import io.sparkrecorder.text.Failures;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.functional.FutureIO;

/** An application in a file system that Spark reads, with the credentials that Spark has. */
final class HadoopOrigin implements Origin {
  private static final String MANIFEST = "manifest.json";
  private static final String REPORT = "report/";
  private static final String MESSAGES = ".store/";
  private static final int LARGEST_MANIFEST = 256 << 20;
  private static final int BUFFER = 256 << 10;

  private final Place place;
  private final FileSystem files;
  private Optional<ManifestStamp> manifestRead = Optional.empty();

  HadoopOrigin(Configuration hadoop, Place place) throws IOException {
    this.place = place;
    this.files = FileSystem.get(place.path("").toUri(), hadoop);
  }

  @Override
  public Application application() {
    try {
      Path file = place.path(place.folder() + MANIFEST);
      Optional<byte[]> json = document(file);
      if (json.isPresent() && json.get().length > LARGEST_MANIFEST) {
        return listed("the manifest is not used: it is too large");
      }
      manifestRead = json.map(ManifestStamp::of);
      return json.isPresent()
          ? manifest(json.get())
          : listed("no manifest: the job still runs, or its driver's recorder was lost");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void check() {
    application();
  }

  /** The manifest that {@link #application()} found; empty if there was none. */
  Optional<ManifestStamp> manifestRead() {
    return manifestRead;
  }

  private Application manifest(byte[] json) throws IOException {
    String url = place.url(place.folder() + MANIFEST);
    Manifest manifest;
    try {
      manifest = Manifest.fromJson(json);
    } catch (MalformedDocument e) {
      return listed(
          "the manifest is not used: %s cannot be read: %s".formatted(url, e.getMessage()));
    }
    if (!manifest.app().equals(place.app())) {
      return listed(
          "the manifest is not used: %s is the manifest of another application: %s"
              .formatted(url, manifest.app()));
    }
    return Manifests.application(
        manifest, url, key -> key.startsWith(place.folder()) ? Optional.of(key) : Optional.empty());
  }

  private Optional<byte[]> document(Path file) throws IOException {
    try (InputStream in = files.open(file)) {
      byte[] bytes = in.readNBytes(LARGEST_MANIFEST + 1);
      return Optional.of(bytes);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private Application listed(String reason) throws IOException {
    TreeMap<String, Long> objects = new TreeMap<>();
    String root = place.path(place.folder()).toUri().getPath();
    try {
      RemoteIterator<LocatedFileStatus> all = files.listFiles(place.path(place.folder()), true);
      while (all.hasNext()) {
        LocatedFileStatus object = all.next();
        objects.put(below(root, object), object.getLen());
      }
    } catch (FileNotFoundException e) {
      objects.clear();
    }
    if (objects.isEmpty()) {
      throw new NotThere(
          "no application \"%s\" in %s".formatted(place.app(), place.url(place.folder())));
    }
    Listing listing = new Listing();
    objects.forEach(
        (below, bytes) -> {
          if (below.indexOf('/') > 0 && !below.startsWith(REPORT) && !below.startsWith(MESSAGES)) {
            listing.add(below, place.folder() + below, bytes);
          }
        });
    return listing.application(place.app(), reason);
  }

  private static String below(String root, FileStatus object) {
    return object.getPath().toUri().getPath().substring(root.length() + 1);
  }

  @Override
  public java.nio.file.Path fetch(AppFile file, java.nio.file.Path scratch, Consumer<Long> progress)
      throws IOException {
    Crc32c actual = download(file.place().orElseThrow(), scratch, progress);
    if (file.checksum().isPresent() && !file.checksum().get().equals(actual)) {
      throw new FileProblem(
          "checksum %s, the manifest says %s".formatted(actual.hex(), file.checksum().get().hex()));
    }
    return scratch;
  }

  @Override
  public java.nio.file.Path fetchStart(AppFile file, int bytes, java.nio.file.Path scratch)
      throws IOException {
    // S3A gets no more than it is asked for at the beginning of a random read.
    try (FSDataInputStream in =
        FutureIO.awaitFuture(
            files
                .openFile(place.path(file.place().orElseThrow()))
                .opt("fs.option.openfile.read.policy", "random")
                .opt("fs.s3a.experimental.input.fadvise", "random")
                .build())) {
      return Files.write(scratch, in.readNBytes(bytes));
    } catch (FileNotFoundException | AccessDeniedException | AccessControlException e) {
      throw new FileProblem(Failures.message(e));
    }
  }

  /**
   * A problem of one file names it in the report; any other one fails the task, which is retried.
   */
  private Crc32c download(String key, java.nio.file.Path to, Consumer<Long> progress)
      throws IOException {
    CRC32C crc = new CRC32C();
    try (InputStream in = new CheckedInputStream(files.open(place.path(key)), crc);
        OutputStream out = Files.newOutputStream(to)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
        progress.accept((long) count);
      }
    } catch (FileNotFoundException | AccessDeniedException | AccessControlException e) {
      throw new FileProblem(Failures.message(e));
    }
    return Crc32c.of(crc);
  }

  @Override
  public Optional<LogFiles> eventLog() throws UncheckedIOException {
    return eventLog(place.history());
  }

  /** Finds the application's event log below another prefix of the bucket. */
  Optional<LogFiles> eventLog(String folder) {
    try {
      List<String> keys = EventLogNames.ordered(place.app(), logNames(folder));
      return keys.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new LogFiles(
                  place.url(folder + EventLogNames.shown(keys.get(0))),
                  keys.stream().map(key -> (LogFile) new LogObject(folder + key)).toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> logNames(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus entry : entries(place.path(folder))) {
      String name = entry.getPath().getName();
      if (entry.isFile() && name.startsWith(place.app())) {
        names.add(name);
      } else if (entry.isDirectory() && name.startsWith("eventlog_v2_" + place.app())) {
        for (FileStatus file : entries(entry.getPath())) {
          names.add(name + "/" + file.getPath().getName());
        }
      }
    }
    return names;
  }

  private List<FileStatus> entries(Path folder) throws IOException {
    try {
      List<FileStatus> entries = new ArrayList<>();
      RemoteIterator<FileStatus> all = files.listStatusIterator(folder);
      while (all.hasNext()) {
        entries.add(all.next());
      }
      return entries;
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private final class LogObject implements LogFile {
    private final String key;

    LogObject(String key) {
      this.key = key;
    }

    @Override
    public String name() {
      return key.substring(key.lastIndexOf('/') + 1);
    }

    @Override
    public java.nio.file.Path fetch(java.nio.file.Path scratch) throws IOException {
      download(key, scratch, bytes -> {});
      return scratch;
    }
  }

  /** Stores a file of the report, over an older one, and returns its key. */
  String publish(String name, String contentType, java.nio.file.Path file) throws IOException {
    String key = place.folder() + REPORT + name;
    // Hadoop before 3.4.2 does not know the type; the history server serves the file with it
    // anyway.
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(place.path(key));
    builder.overwrite(true);
    builder.recursive();
    builder.opt("fs.option.create.content.type", contentType);
    try (OutputStream out = builder.build()) {
      Files.copy(file, out);
    }
    return key;
  }

  /** The URL of a key. */
  String url(String key) {
    return place.url(key);
  }

  /** Hadoop shares its file systems, so this one stays open. */
  @Override
  public void close() {}
}
