package io.sparkrecorder.marker;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files that one pod recorded, and their state. There is one JSON file per pod, in the store.
 * For thousands of files, use {@link #read} rather than {@link #fromJson}, which holds them all.
 *
 * @param app Spark's application id
 * @param reason why it is not sealed, or the recorder's knowledge of the JVM's end
 * @param exitCode exit code of the Spark container, if the recorder knows it
 * @param started when the recorder first saw this pod
 * @param sealed when the recorder ended its work
 * @param objects places of files in the bucket; empty if the store is a shared volume
 */
public record Marker(
    String app,
    String namespace,
    PodRecord pod,
    PodState state,
    Optional<String> reason,
    Optional<Integer> exitCode,
    Instant started,
    Optional<Instant> sealed,
    List<RecordedFile> files,
    List<SkippedFile> skipped,
    List<StoredObject> objects) {
  /** Version of the document's structure. */
  public static final int VERSION = 1;

  /** Largest marker that a reader accepts, in bytes: some 100,000 files. */
  public static final long LARGEST = 32L << 20;

  private static final JsonFactory JSON = JsonInput.factory(LARGEST);

  public Marker {
    Checks.identity("app", app);
    Checks.identity("namespace", namespace);
    reason = reason.map(Checks::text);
  }

  /** The same marker with these objects in the bucket. */
  public Marker with(List<StoredObject> newObjects) {
    return new Marker(
        app,
        namespace,
        pod,
        state,
        reason,
        exitCode,
        started,
        sealed,
        files,
        skipped,
        List.copyOf(newObjects));
  }

  /** The marker without its lists. */
  public MarkerSummary summary() {
    return new MarkerSummary(
        app,
        namespace,
        pod,
        state,
        reason,
        exitCode,
        started,
        sealed,
        files.size(),
        files.stream().mapToLong(RecordedFile::bytes).reduce(0, Checks::sum));
  }

  /** Passes on the items of the lists. */
  public void give(MarkerItems items) throws IOException {
    for (RecordedFile file : files) {
      items.file(file);
    }
    for (SkippedFile file : skipped) {
      items.skipped(file);
    }
    for (StoredObject object : objects) {
      items.object(object);
    }
  }

  /** Writes the document, item by item; the target stays open. */
  public void writeTo(OutputStream out) throws IOException {
    try (JsonOutput json = JsonOutput.indented(out)) {
      json.open().fields(summary().toMap()).openList("files");
      for (RecordedFile file : files) {
        json.object(file.toMap());
      }
      json.endList().openList("skipped");
      for (SkippedFile file : skipped) {
        json.object(file.toMap());
      }
      json.endList();
      if (!objects.isEmpty()) {
        json.openList("objects");
        for (StoredObject object : objects) {
          json.object(object.toMap());
        }
        json.endList();
      }
      json.end();
    }
    out.write('\n');
  }

  /** The whole document; for small markers, see {@link #writeTo}. */
  public byte[] toJson() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a marker once and passes on its items as they come; holds none of them. The stream stays
   * open.
   *
   * @throws MalformedDocument if it is no marker, or larger than {@link #LARGEST}, or if its
   *     version is newer than {@link #VERSION}
   */
  public static MarkerSummary read(InputStream in, MarkerItems items) throws IOException {
    AtomicLong files = new AtomicLong();
    AtomicLong bytes = new AtomicLong();
    try (JsonInput json = JsonInput.of(JSON, in)) {
      Fields fields =
          json.document(
              Map.of(
                  "files",
                  item -> {
                    RecordedFile file =
                        JsonInput.checked(item.object(Map.of()), RecordedFile::from);
                    files.incrementAndGet();
                    bytes.accumulateAndGet(file.bytes(), Checks::sum);
                    items.file(file);
                  },
                  "skipped",
                  item ->
                      items.skipped(JsonInput.checked(item.object(Map.of()), SkippedFile::from)),
                  "objects",
                  item -> items.object(StoredObject.read(item))));
      return JsonInput.checked(
          fields, found -> MarkerSummary.from(found, files.get(), bytes.get()));
    }
  }

  /**
   * Reads {@link #toJson()}.
   *
   * @throws MalformedDocument under the conditions of {@link #read}
   */
  public static Marker fromJson(byte[] json) {
    try {
      return fromJson(new ByteArrayInputStream(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does the same as {@link #fromJson(byte[])}. */
  public static Marker fromJson(InputStream in) throws IOException {
    MarkerLists lists = new MarkerLists();
    return lists.with(read(in, lists));
  }
}
