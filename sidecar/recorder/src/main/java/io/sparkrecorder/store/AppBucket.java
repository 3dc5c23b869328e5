package io.sparkrecorder.store;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.StoredObject;
import io.sparkrecorder.s3.ObjectEntry;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.Problem;
import io.sparkrecorder.s3.Put;
import io.sparkrecorder.s3.S3Problem;
import io.sparkrecorder.s3.Upload;
import io.sparkrecorder.s3.UploadJournal;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * An application in the bucket: what recorders tell each other is below {@code
 * <prefix>/recordings/<app>/.store/}, beside the recordings. There, one listing says whose marker
 * has changed, and only that one is read.
 */
public final class AppBucket implements AppStore {
  private static final String FOLDER = ".store/";
  private static final String MARKER = "/marker.json";
  private static final String OWNER = ".owner";
  private static final String EXECUTORS = "executors.journal";

  /** A server that does not answer must not keep the others' markers from being looked at. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ObjectStore s3;
  private final String app;
  private final String above;
  private final String prefix;
  private final Path state;
  private final Deadline end;
  private volatile NavigableMap<String, ObjectEntry> listed = new TreeMap<>();
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(ObjectEntry entry, Marker marker) {}

  /**
   * @param state folder of this pod's own, for what must be written down at once
   * @param end of all requests
   */
  public AppBucket(ObjectStore s3, S3Settings settings, String app, Path state, Deadline end) {
    this.s3 = s3;
    this.app = app;
    this.above = settings.key(app + "/");
    this.prefix = above + FOLDER;
    this.state = state;
    this.end = end;
  }

  /** Whether a key below the application's folder is the recorders' own. */
  public static boolean isOwn(String below) {
    return below.startsWith(FOLDER);
  }

  /** The key of something that recorders tell each other. */
  public String key(String name) {
    return prefix + name;
  }

  @Override
  public PodObjects pod(PodRecord pod) {
    return new PodObjects(this, pod.part() + "." + pod.uid());
  }

  @Override
  public List<PodObjects> pods() throws IOException {
    look();
    return listed.keySet().stream().map(name -> new PodObjects(this, name)).toList();
  }

  @Override
  public void look() throws IOException {
    try (Stream<ObjectEntry> objects = s3.list(prefix, soon())) {
      NavigableMap<String, ObjectEntry> markers = new TreeMap<>();
      objects
          .filter(object -> object.key().endsWith(MARKER))
          .forEach(object -> markers.put(name(object.key()), object));
      listed = markers;
    } catch (S3Problem e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public Path executorsJournal() {
    return state.resolve(EXECUTORS);
  }

  @Override
  public Optional<byte[]> sharedExecutors() throws IOException {
    return read(key(EXECUTORS));
  }

  @Override
  public void shareExecutors(Supplier<byte[]> journal) throws IOException {
    put(key(EXECUTORS), journal.get(), soon());
  }

  /** The one in S3 is in the same place. */
  @Override
  public void writeManifest(Content json) {}

  /**
   * Gives the pod its folder in the bucket: {@code driver} or {@code executor-<id>} to the first
   * that asks, of all attempts, and to every other one with its uid behind it.
   *
   * @param note a file of this pod's own to write to
   */
  public String folder(PodRecord pod, Path note, Deadline deadline) throws IOException {
    byte[] uid = pod.uid().getBytes(StandardCharsets.UTF_8);
    Files.write(note, uid);
    Upload claim =
        new Upload(note, key(pod.part() + OWNER), uid.length, Crc32c.of(uid), "text/plain");
    return switch (s3.put(claim, deadline, UploadJournal.none())) {
      case Put.Stored _, Put.AlreadyThere _ -> pod.part();
      case Put.Conflict _ -> pod.part() + "." + pod.uid();
      case Put.Failed(Problem problem) -> throw new IOException(problem.message());
    };
  }

  /** What the keys of this pod's files may begin with. */
  public List<String> foldersOf(PodRecord pod) throws IOException {
    String folder = above + pod.part();
    return owns(pod)
        ? List.of(folder + "/", folder + "." + pod.uid() + "/")
        : List.of(folder + "." + pod.uid() + "/");
  }

  /** Whether the folder without a uid is this pod's. */
  private boolean owns(PodRecord pod) throws IOException {
    return read(key(pod.part() + OWNER))
        .filter(uid -> pod.uid().equals(new String(uid, StandardCharsets.UTF_8)))
        .isPresent();
  }

  /** What is in the bucket now, whatever was listed. */
  public Optional<Marker> latest(PodRecord pod, Deadline deadline) throws IOException {
    return read(key(pod(pod).name() + MARKER), deadline).map(Marker::fromJson);
  }

  /** Id of the application. */
  String app() {
    return app;
  }

  /** Changes with the pod's marker, as of when the pods were last listed. */
  Optional<String> version(String name) {
    return Optional.ofNullable(listed.get(name)).map(ObjectEntry::toString);
  }

  /** As it was when the pods were last listed. */
  Optional<Marker> marker(String name) throws IOException {
    ObjectEntry entry = listed.get(name);
    if (entry == null) {
      return Optional.empty();
    }
    Known before = known.get(name);
    if (before == null || !before.entry().equals(entry)) {
      if (entry.bytes() > Marker.LARGEST) {
        throw new MalformedDocument("marker.json has %d bytes".formatted(entry.bytes()));
      }
      Optional<Marker> marker = read(entry.key()).map(Marker::fromJson);
      if (marker.isPresent()) {
        checkKeys(name, marker.get());
      }
      marker.ifPresent(found -> known.put(name, new Known(entry, found)));
      return marker;
    }
    return Optional.of(before.marker());
  }

  /** A pod's files are in its own folders; the folder without a uid belongs to one pod alone. */
  private void checkKeys(String name, Marker marker) throws IOException {
    String own = above + name + "/";
    String shared = above + marker.pod().part() + "/";
    boolean usesShared = false;
    for (StoredObject object : marker.objects()) {
      if (object.key().startsWith(shared)) {
        usesShared = true;
      } else if (!object.key().startsWith(own)) {
        throw new MalformedDocument("marker.json names an object of others: " + object.key());
      }
    }
    if (usesShared && hasNamesake(name, marker.pod()) && !owns(marker.pod())) {
      throw new MalformedDocument("marker.json names objects of another pod: " + shared);
    }
  }

  /** Whether another pod has announced itself with the same role and id. */
  private boolean hasNamesake(String name, PodRecord pod) {
    String begin = pod.part() + ".";
    return listed.subMap(begin, begin + Character.MAX_VALUE).keySet().stream()
        .anyMatch(other -> other.lastIndexOf('.') < begin.length() && !other.equals(name));
  }

  void write(String name, Marker marker) throws IOException {
    write(name, marker, end);
  }

  /** As {@link PodPlace#write}, by another deadline than that of the uploads. */
  public void write(PodRecord pod, Marker marker, Deadline deadline) throws IOException {
    write(pod(pod).name(), marker, deadline);
  }

  private void write(String name, Marker marker, Deadline deadline) throws IOException {
    put(key(name + MARKER), marker.toJson(), deadline);
  }

  private void put(String key, byte[] document, Deadline deadline) throws IOException {
    if (s3.putDocument(key, document, deadline) instanceof Put.Failed(var problem)) {
      throw new IOException(problem.message());
    }
  }

  private Optional<byte[]> read(String key) throws IOException {
    return read(key, soon());
  }

  private Optional<byte[]> read(String key, Deadline deadline) throws IOException {
    try {
      return s3.document(key, deadline);
    } catch (S3Problem e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private String name(String key) {
    return key.substring(prefix.length(), key.length() - MARKER.length());
  }

  private Deadline soon() {
    return Deadline.in(PATIENCE).orEarlier(end);
  }
}
