package io.sparkrecorder.ship;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.Fields;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.model.Multipart;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.store.Journal;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of one pod's uploads, finished and running, so that the next recorder repeats
 * nothing. Each line names its bucket, prefix and endpoint: a line of another one does not count.
 * Before a manifest is called complete, a listing of the bucket confirms the lines.
 */
final class UploadJournalFile implements UploadJournal, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UploadJournalFile.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /**
   * The largest number of files, uploads and parts in a journal: more than any pod has, and fewer
   * than the recorder's heap holds, because user code can write to the journal.
   */
  static final int MOST_NAMED = 100_000;

  private final PodFolder pod;

  /** Opened for the first line: a store that accepts no journal keeps no object from S3. */
  private Optional<Journal> journal = Optional.empty();

  /** Tells whether the store accepts no line any more. */
  private boolean refused;

  private final Place place;
  private final BlockingCalls calls;
  private final KeysByFile keys = new KeysByFile();
  private final MultipartUploads uploads = new MultipartUploads();
  private final Set<String> closed = new HashSet<>();

  private UploadJournalFile(PodFolder pod, Place place, BlockingCalls calls) {
    this.pod = pod;
    this.place = place;
    this.calls = calls;
  }

  /** The target of objects: the same key elsewhere is another object. */
  private record Place(String bucket, String prefix, String endpoint) {
    static Place of(S3Settings settings) {
      return new Place(
          settings.bucket(),
          settings.prefix(),
          settings.endpoint().map(URI::toString).orElse("aws"));
    }

    Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("bucket", bucket);
      map.put("prefix", prefix);
      map.put("endpoint", endpoint);
      return map;
    }

    boolean isIn(Fields line) {
      return line.optionalText("bucket").filter(bucket::equals).isPresent()
          && line.optionalText("prefix").filter(prefix::equals).isPresent()
          && line.optionalText("endpoint").filter(endpoint::equals).isPresent();
    }
  }

  /**
   * Opens a pod's journal. If it cannot be used, the next recorder asks S3 instead.
   *
   * @param calls calls of the file system that holds the journal; a call that hangs ends the
   *     journal
   */
  static UploadJournalFile open(PodFolder pod, S3Settings settings, BlockingCalls calls) {
    Place place = Place.of(settings);
    try {
      return calls.call(
          "read " + pod.shippedJournal(),
          Deadline.in(PATIENCE),
          () -> {
            UploadJournalFile shipped = new UploadJournalFile(pod, place, calls);
            shipped.replayAll();
            return shipped;
          });
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("uploads go on without {}: {}", pod.shippedJournal(), e.toString());
      UploadJournalFile empty = new UploadJournalFile(pod, place, calls);
      empty.refused = true;
      return empty;
    }
  }

  /**
   * The ids of running uploads in a pod's journal at present, including those of another recorder.
   */
  static Set<String> uploadIds(PodFolder pod, S3Settings settings) throws IOException {
    UploadJournalFile known =
        new UploadJournalFile(pod, Place.of(settings), new BlockingCalls("the store", PATIENCE));
    known.replayAll();
    return known.uploads.ids();
  }

  /** The key under which exactly these bytes were stored. */
  synchronized Optional<String> keyOf(RecordedFile file) {
    return keys.of(file);
  }

  /** Notes an upload without a force to the disk: a lost line costs one request to S3. */
  synchronized void shipped(RecordedFile file, String key) {
    keys.put(file.name(), identity(file), key);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("shipped", identity(file));
    line.put("key", key);
    line.putAll(place.toMap());
    write(line, false);
  }

  /** Notes that a piece of a growing recording grows no more. */
  synchronized void closed(String name) {
    if (closed.add(name)) {
      write(Map.of("closed", name), true);
    }
  }

  /** Names of the pieces that grow no more. */
  synchronized Set<String> closed() {
    return Set.copyOf(closed);
  }

  /** Notes that the object is missing in the bucket, though it was stored. */
  synchronized void forget(RecordedFile file) {
    keys.remove(file);
  }

  @Override
  public synchronized Optional<Multipart> find(String key) {
    return uploads.find(key);
  }

  @Override
  public synchronized void started(Multipart upload) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("upload", upload.uploadId());
    line.put("key", upload.key());
    line.put("partSize", upload.partSize());
    line.put("bytes", upload.bytes());
    line.put("crc32c", upload.crc32c().hex());
    line.putAll(place.toMap());
    uploads.put(upload);
    write(line, true);
  }

  /** Notes an upload of a file whose end is unknown yet. */
  void growing(String key, String uploadId) {
    started(new Multipart(key, uploadId, 0, 0, Crc32c.EMPTY, Map.of()));
  }

  @Override
  public synchronized void part(
      Multipart upload, int number, String etag, Crc32c crc32c, long bytes) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("part", number);
    line.put("key", upload.key());
    line.put("etag", etag);
    line.put("bytes", bytes);
    line.put("crc32c", crc32c.hex());
    uploads.add(upload.key(), number, new Multipart.Part(etag, crc32c, bytes));
    write(line, false);
  }

  @Override
  public synchronized void ended(String key) {
    uploads.remove(key);
    write(Map.of("ended", key), false);
  }

  @Override
  public synchronized void close() throws IOException {
    if (journal.isPresent() && !calls.hangs()) {
      Journal open = journal.get();
      journal = Optional.empty();
      calls.run("close a journal", Deadline.in(PATIENCE), open::close);
    }
  }

  /** Reads the lines of all recorders: each knows of other uploads. */
  private void replayAll() throws IOException {
    for (Path file : pod.shippedJournals()) {
      Journal.replay(pod.root(), file, this::replay);
    }
  }

  private void replay(Fields line) throws IOException {
    if (line.optionalText("shipped").isPresent() && place.isIn(line)) {
      String identity = line.text("shipped");
      keys.put(KeysByFile.nameIn(identity), identity, line.key("key"));
    }
    if (line.optionalText("upload").isPresent() && place.isIn(line)) {
      uploads.put(multipart(line));
    }
    line.optionalNumber("part")
        .ifPresent(_ -> uploads.add(line.key("key"), line.partNumber("part"), part(line)));
    line.optionalText("ended").ifPresent(uploads::remove);
    line.optionalText("closed").ifPresent(closed::add);
    if (keys.size() + uploads.size() + closed.size() > MOST_NAMED) {
      throw new IOException(
          "%s names more than %d files and parts".formatted(pod.shippedJournal(), MOST_NAMED));
    }
  }

  private static Multipart multipart(Fields line) {
    return new Multipart(
        line.key("key"),
        line.token("upload"),
        line.size("partSize"),
        line.size("bytes"),
        line.crc32c("crc32c"),
        Map.of());
  }

  private static Multipart.Part part(Fields line) {
    return new Multipart.Part(line.token("etag"), line.crc32c("crc32c"), line.size("bytes"));
  }

  /** Writes a line. If that hangs, the journal ends; the upload goes on. */
  private void write(Map<String, Object> line, boolean force) {
    if (refused || calls.hangs()) {
      return;
    }
    try {
      if (journal.isEmpty()) {
        journal = Optional.of(calls.call("open a journal", Deadline.in(PATIENCE), this::opened));
      }
      Journal open = journal.get();
      calls.run(
          "write a journal",
          Deadline.in(PATIENCE),
          () -> {
            if (force) {
              open.append(List.of(line));
            } else {
              open.note(List.of(line));
            }
          });
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("uploads go on without {}: {}", pod.shippedJournal(), e.toString());
      refused = journal.isEmpty() || calls.hangs();
    }
  }

  private Journal opened() throws IOException {
    return Journal.open(pod.root(), pod.shippedJournal());
  }

  private static String identity(RecordedFile file) {
    return file.name() + "@" + file.bytes() + "@" + file.crc32c().hex();
  }

  /**
   * Keys by a hash of the file's identity: a pod may have 40,000 files. Nearly every key is one of
   * two folders and the file's name.
   */
  private static final class KeysByFile {
    private static final long PRIME = 0x100000001b3L;

    private final Map<Long, Integer> folders = new HashMap<>();
    private final Map<Long, String> others = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    Optional<String> of(RecordedFile file) {
      long hash = hash(identity(file));
      Integer folder = folders.get(hash);
      return folder == null
          ? Optional.ofNullable(others.get(hash))
          : Optional.of(names.get(folder) + file.name());
    }

    void put(String name, String identity, String key) {
      long hash = hash(identity);
      if (key.endsWith("/" + name)) {
        String folder = key.substring(0, key.length() - name.length());
        if (!names.contains(folder)) {
          names.add(folder);
        }
        folders.put(hash, names.indexOf(folder));
      } else {
        others.put(hash, key);
      }
    }

    int size() {
      return folders.size() + others.size();
    }

    void remove(RecordedFile file) {
      long hash = hash(identity(file));
      folders.remove(hash);
      others.remove(hash);
    }

    /** The name in {@link #identity}. */
    static String nameIn(String identity) {
      int bytes = identity.lastIndexOf('@', identity.lastIndexOf('@') - 1);
      return bytes < 0 ? identity : identity.substring(0, bytes);
    }

    private static long hash(String text) {
      long hash = 0xcbf29ce484222325L;
      for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ next) * PRIME;
      }
      return hash;
    }
  }
}
