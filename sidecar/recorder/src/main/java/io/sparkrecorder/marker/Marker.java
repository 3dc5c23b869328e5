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
 * What one pod recorded, and in what state that is. One JSON file a pod, in the store. Where there
 * may be thousands of files, use {@link #read} rather than {@link #fromJson}, which holds them all.
 *
 * @param app Spark's application id
 * @param reason why it is not sealed, or what the recorder knows of the JVM's end
 * @param exitCode of the Spark container, where the recorder knows it
 * @param started when the recorder first saw this pod
 * @param sealed when the recorder ended its work
 * @param objects where files are in the bucket; empty where the store is a shared volume
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
  /** Version of the document's shape. */
  public static final int VERSION = 1;

  /** Largest marker that is read, in bytes: some 100,000 files. */
  public static final long LARGEST = 32L << 20;

  private static final JsonFactory JSON = JsonInput.factory(LARGEST);

  public Marker {
    Checks.identity("app", app);
    Checks.identity("namespace", namespace);
    reason = reason.map(Checks::text);
  }

  /** The same, with what is known of the bucket. */
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

  /** Without the lists. */
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

  /** Gives the items of the lists. */
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
   * Reads a marker once and gives its items as they come; holds none of them. The stream stays
   * open.
   *
   * @throws MalformedDocument when it is no marker, or larger than {@link #LARGEST}, or when its
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
   * @throws MalformedDocument as {@link #read} does
   */
  public static Marker fromJson(byte[] json) {
    try {
      return fromJson(new ByteArrayInputStream(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #fromJson(byte[])}. */
  public static Marker fromJson(InputStream in) throws IOException {
    MarkerLists lists = new MarkerLists();
    return lists.with(read(in, lists));
  }
}
