package io.sparkrecorder.ship;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.Fields;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.Multipart;
import io.sparkrecorder.s3.UploadJournal;
import io.sparkrecorder.store.Journal;
import io.sparkrecorder.store.PodFolder;
import java.io.IOException;
import java.nio.file.Path;
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
 * What of one pod is in S3, and which uploads are under way, so that whoever comes next repeats
 * nothing.
 */
final class ShippedJournal implements UploadJournal, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShippedJournal.class);

  /** Empty where the store takes no journal: what is in S3 is there all the same. */
  private final Optional<Journal> journal;

  private final Map<String, String> keys = new HashMap<>();
  private final Map<String, Multipart> uploads = new HashMap<>();
  private final Set<String> closed = new HashSet<>();

  private ShippedJournal(Optional<Journal> journal) {
    this.journal = journal;
  }

  /** Where the journal cannot be used, whoever comes next asks S3 instead. */
  static ShippedJournal open(PodFolder pod) {
    Path file = pod.shippedJournal();
    try {
      ShippedJournal shipped = new ShippedJournal(Optional.of(Journal.open(pod.root(), file)));
      Journal.replay(pod.root(), file, shipped::replay);
      return shipped;
    } catch (IOException e) {
      LOG.warn("uploads go on without {}: {}", file, e.toString());
      return new ShippedJournal(Optional.empty());
    }
  }

  /** The key under which these very bytes are in S3. */
  synchronized Optional<String> keyOf(RecordedFile file) {
    return Optional.ofNullable(keys.get(identity(file)));
  }

  /** Not forced to the disk: a line that is lost costs one question to S3. */
  synchronized void shipped(RecordedFile file, String key) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("shipped", identity(file));
    line.put("key", key);
    keys.put(identity(file), key);
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

  @Override
  public synchronized Optional<Multipart> find(String key) {
    return Optional.ofNullable(uploads.get(key));
  }

  @Override
  public synchronized void started(Multipart upload) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("upload", upload.uploadId());
    line.put("key", upload.key());
    line.put("partSize", upload.partSize());
    line.put("bytes", upload.bytes());
    line.put("crc32c", upload.crc32c().hex());
    uploads.put(upload.key(), upload);
    write(line, true);
  }

  /** An upload of a file whose end is not known yet. */
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
    add(upload.key(), number, new Multipart.Part(etag, crc32c, bytes));
    write(line, false);
  }

  @Override
  public synchronized void ended(String key) {
    uploads.remove(key);
    write(Map.of("ended", key), false);
  }

  @Override
  public synchronized void close() throws IOException {
    if (journal.isPresent()) {
      journal.get().close();
    }
  }

  private void replay(Fields line) {
    line.optionalText("shipped").ifPresent(file -> keys.put(file, line.key("key")));
    line.optionalText("upload").ifPresent(_ -> uploads.put(line.key("key"), multipart(line)));
    line.optionalNumber("part")
        .ifPresent(_ -> add(line.key("key"), line.partNumber("part"), part(line)));
    line.optionalText("ended").ifPresent(uploads::remove);
    line.optionalText("closed").ifPresent(closed::add);
  }

  private void add(String key, int number, Multipart.Part part) {
    uploads.computeIfPresent(
        key,
        (_, upload) -> {
          Map<Integer, Multipart.Part> parts = new HashMap<>(upload.parts());
          parts.put(number, part);
          return new Multipart(
              key, upload.uploadId(), upload.partSize(), upload.bytes(), upload.crc32c(), parts);
        });
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

  private void write(Map<String, Object> line, boolean force) {
    if (journal.isEmpty()) {
      return;
    }
    try {
      if (force) {
        journal.get().append(List.of(line));
      } else {
        journal.get().note(List.of(line));
      }
    } catch (IOException e) {
      LOG.warn("an upload goes on without its journal: {}", e.toString());
    }
  }

  private static String identity(RecordedFile file) {
    return file.name() + "@" + file.bytes() + "@" + file.crc32c().hex();
  }
}
