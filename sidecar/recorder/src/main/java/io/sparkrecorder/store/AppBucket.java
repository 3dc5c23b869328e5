package io.sparkrecorder.store;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.MarkerItems;
import io.sparkrecorder.marker.MarkerLists;
import io.sparkrecorder.marker.MarkerSummary;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.SkippedFile;
import io.sparkrecorder.marker.StoredObject;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.time.Deadline;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * An application in the bucket: the messages between its recorders are below {@code
 * <prefix>/recordings/<app>/.store/}, beside the recordings. There, one listing tells which markers
 * have changed, and only those are read.
 */
public final class AppBucket implements AppStore {
  private static final String FOLDER = ".store/";
  private static final String MARKER = "/marker.json";
  private static final String OWNER = ".owner";
  private static final String EXECUTORS = "executors.journal";

  /**
   * The timeout of one read: a server that does not answer must not keep the other markers from
   * being read.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Largest document that is read into the heap, which holds several at once. */
  private static final int SMALL = 1 << 20;

  /** Markers with more entries are read again each time. */
  private static final int FEW = 100;

  /** Entries of all markers that are kept; each needs about half a KiB. */
  private static final int MOST_KNOWN = 20_000;

  /**
   * Largest marker of this pod itself that is read: an earlier recorder that was killed wrote it.
   */
  private static final int LARGEST_OWN = 8 << 20;

  private static final int LARGEST_JOURNAL = 8 << 20;
  private static final int LARGEST_OWNER = 1 << 10;

  private final ObjectStore s3;
  private final String app;
  private final String above;
  private final String prefix;
  private final Path state;
  private final Deadline end;
  private volatile NavigableMap<String, ObjectEntry> listed = new TreeMap<>();
  private final MarkerCache known = new MarkerCache(FEW, MOST_KNOWN);

  /**
   * The application in the bucket, as one pod uses it.
   *
   * @param state this pod's own folder, for state that must be written at once
   * @param end deadline of all requests
   */
  public AppBucket(ObjectStore s3, S3Settings settings, String app, Path state, Deadline end) {
    this.s3 = s3;
    this.app = app;
    this.above = settings.key(app + "/");
    this.prefix = above + FOLDER;
    this.state = state;
    this.end = end;
  }

  /** Tells whether a key below the application's folder belongs to the recorders' messages. */
  public static boolean isOwn(String below) {
    return below.startsWith(FOLDER);
  }

  /** The key of a message between recorders. */
  public String key(String name) {
    return prefix + name;
  }

  @Override
  public PodObjects pod(PodRecord pod) {
    return new PodObjects(this, pod.label() + "." + pod.uid());
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
      objects.forEach(object -> name(object.key()).ifPresent(name -> markers.put(name, object)));
      listed = markers;
    } catch (S3Problem e) {
      throw new IOException(e.problem().message(), e);
    }
  }

  @Override
  public Path executorsJournal() {
    return state.resolve(EXECUTORS);
  }

  @Override
  public Optional<byte[]> sharedExecutors() throws IOException {
    return read(key(EXECUTORS), LARGEST_JOURNAL, soon());
  }

  @Override
  public void shareExecutors(Supplier<byte[]> journal) throws IOException {
    put(key(EXECUTORS), journal.get(), soon());
  }

  /** Does nothing: the manifest in S3 is in the same place. */
  @Override
  public void writeManifest(Content json) {}

  /**
   * Gives the pod its folder in the bucket: {@code driver} or {@code executor-<id>} to the first
   * pod of all attempts that asks, and the same followed by the uid to every other pod.
   *
   * @param own this pod's own folder, for a note that is then uploaded
   */
  public String folder(PodRecord pod, PodFolder own, Deadline deadline) throws IOException {
    byte[] uid = pod.uid().getBytes(StandardCharsets.UTF_8);
    Path note = own.file("." + pod.label() + ".owner").toAbsolutePath();
    // The job's code can reach that folder: a pipe or a link may lie under the name.
    Durable.write(own.root(), note, out -> out.write(uid));
    Upload claim =
        new Upload(
            note,
            () -> SafeFiles.read(own.root(), note),
            key(pod.label() + OWNER),
            uid.length,
            Crc32c.of(uid),
            "text/plain");
    return switch (s3.put(claim, deadline, UploadJournal.none())) {
      case PutResult.Stored _, PutResult.AlreadyThere _ -> pod.label();
      case PutResult.Conflict _ -> pod.label() + "." + pod.uid();
      case PutResult.Failed(Problem problem) -> throw new IOException(problem.message());
    };
  }

  /** The possible folders of this pod's keys. */
  public List<String> foldersOf(PodRecord pod) throws IOException {
    String folder = above + pod.label();
    return owns(pod)
        ? List.of(folder + "/", folder + "." + pod.uid() + "/")
        : List.of(folder + "." + pod.uid() + "/");
  }

  /** Tells whether the folder without a uid belongs to this pod. */
  private boolean owns(PodRecord pod) throws IOException {
    return read(key(pod.label() + OWNER), LARGEST_OWNER, soon())
        .filter(uid -> pod.uid().equals(new String(uid, StandardCharsets.UTF_8)))
        .isPresent();
  }

  /** Reads from the bucket's marker where this pod's files are now; empty without a marker. */
  public Optional<List<StoredObject>> latest(PodRecord pod, Deadline deadline) throws IOException {
    MarkerLists lists = new MarkerLists();
    return readSmall(key(pod(pod).name() + MARKER), LARGEST_OWN, lists, deadline)
        .map(_ -> lists.objects());
  }

  String app() {
    return app;
  }

  /** The version of the pod's marker in the last listing. */
  Optional<String> version(String name) {
    return Optional.ofNullable(listed.get(name)).map(ObjectEntry::toString);
  }

  /** The marker in its state of the last listing. */
  Optional<Marker> marker(String name) throws IOException {
    ObjectEntry entry = listed.get(name);
    if (entry == null) {
      known.remove(name);
      return Optional.empty();
    }
    Optional<Marker> before = known.find(name, entry);
    if (before.isPresent()) {
      return before;
    }
    known.remove(name);
    MarkerLists lists = new MarkerLists();
    Optional<Marker> marker = read(name, lists).map(lists::with);
    marker.ifPresent(found -> known.put(name, entry, found));
    return marker;
  }

  /** Does the same as {@link #marker}, item by item. */
  Optional<MarkerSummary> read(String name, MarkerItems items) throws IOException {
    ObjectEntry entry = listed.get(name);
    if (entry == null) {
      return Optional.empty();
    }
    OwnKeys keys = new OwnKeys(name, items);
    Optional<MarkerSummary> summary =
        entry.bytes() > SMALL
            ? readLarge(entry.key(), keys)
            : readSmall(entry.key(), SMALL, keys, soon());
    if (summary.isPresent()) {
      PodRecord pod = summary.get().in(app, name).pod();
      if (keys.shared && hasNamesake(name, pod) && !owns(pod)) {
        throw new MalformedDocument("marker.json names objects of another pod: " + pod.label());
      }
    }
    return summary;
  }

  private Optional<MarkerSummary> readSmall(
      String key, int most, MarkerItems items, Deadline deadline) throws IOException {
    Optional<byte[]> json = read(key, most, deadline);
    return json.isEmpty()
        ? Optional.empty()
        : Optional.of(Marker.read(new ByteArrayInputStream(json.get()), items));
  }

  /** Reads the marker through a file, because the heap does not hold it. One at a time. */
  private synchronized Optional<MarkerSummary> readLarge(String key, MarkerItems items)
      throws IOException {
    Path file = Files.createTempFile("marker", ".json");
    Deadline soon = soon();
    try {
      s3.download(key, file, bytes -> checkLarge(key, bytes, soon));
      try (InputStream json = new BufferedInputStream(Files.newInputStream(file))) {
        return Optional.of(Marker.read(json, items));
      }
    } catch (S3Problem e) {
      if (e.problem().reason() == Problem.Reason.ABSENT) {
        return Optional.empty();
      }
      throw new IOException(e.problem().message(), e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void checkLarge(String key, long bytes, Deadline deadline) {
    if (bytes > Marker.LARGEST) {
      throw new MalformedDocument(key + " has more than %d bytes".formatted(Marker.LARGEST));
    }
    if (deadline.passed()) {
      throw new MalformedDocument(key + " could not be read in time");
    }
  }

  /** Refuses keys outside the pod's own folders; a folder without a uid may be another pod's. */
  private final class OwnKeys implements MarkerItems {
    private final String own;
    private final String ownShared;
    private final MarkerItems items;
    private boolean shared;

    OwnKeys(String name, MarkerItems items) {
      this.own = above + name + "/";
      this.ownShared = above + name.substring(0, Math.max(0, name.lastIndexOf('.'))) + "/";
      this.items = items;
    }

    @Override
    public void file(RecordedFile file) throws IOException {
      items.file(file);
    }

    @Override
    public void skipped(SkippedFile file) throws IOException {
      items.skipped(file);
    }

    @Override
    public void object(StoredObject object) throws IOException {
      if (object.key().startsWith(ownShared)) {
        shared = true;
      } else if (!object.key().startsWith(own)) {
        throw new MalformedDocument("marker.json names an object of others: " + object.key());
      }
      items.object(object);
    }
  }

  /** Tells whether another pod has announced itself with the same role and id. */
  private boolean hasNamesake(String name, PodRecord pod) {
    String begin = pod.label() + ".";
    return listed.subMap(begin, begin + Character.MAX_VALUE).keySet().stream()
        .anyMatch(other -> other.lastIndexOf('.') < begin.length() && !other.equals(name));
  }

  void write(String name, Marker marker) throws IOException {
    write(name, marker, end);
  }

  /**
   * Does the same as {@link PodPlace#write}, with its own deadline instead of that of the uploads.
   */
  public void write(PodRecord pod, Marker marker, Deadline deadline) throws IOException {
    write(pod(pod).name(), marker, deadline);
  }

  private void write(String name, Marker marker, Deadline deadline) throws IOException {
    put(key(name + MARKER), marker.toJson(), deadline);
  }

  private void put(String key, byte[] document, Deadline deadline) throws IOException {
    if (s3.putDocument(key, document, deadline) instanceof PutResult.Failed(var problem)) {
      throw new IOException(problem.message());
    }
  }

  private Optional<byte[]> read(String key, int most, Deadline deadline) throws IOException {
    Optional<byte[]> document;
    try {
      document = s3.document(key, most, deadline);
    } catch (S3Problem e) {
      throw new IOException(e.problem().message(), e);
    }
    if (document.filter(bytes -> bytes.length > most).isPresent()) {
      throw new MalformedDocument(key + " has more than %d bytes".formatted(most));
    }
    return document;
  }

  /** The name of the pod whose marker this is; empty for a name that no recorder gives. */
  private Optional<String> name(String key) {
    return Optional.of(key)
        .filter(it -> it.length() > prefix.length() + MARKER.length() && it.endsWith(MARKER))
        .map(it -> it.substring(prefix.length(), it.length() - MARKER.length()))
        .filter(name -> PodRecord.ofFolder(name).isPresent());
  }

  private Deadline soon() {
    return Deadline.in(PATIENCE).orEarlier(end);
  }
}
