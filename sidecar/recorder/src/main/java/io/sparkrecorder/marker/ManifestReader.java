package io.sparkrecorder.marker;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a manifest item by item, so that one of any length needs little memory: a first pass reads
 * the header and the pods, a second one their lists.
 */
public final class ManifestReader {
  /** Largest manifest that the reader accepts, in bytes. */
  static final long LARGEST = 1L << 30;

  private static final JsonFactory JSON = JsonInput.factory(LARGEST);

  private final Source source;
  private final ManifestHeader header;
  private final List<ManifestPodHeader> pods;

  /** Opens the document at its first byte, as often as the reader needs. */
  public interface Source {
    InputStream open() throws IOException;
  }

  private ManifestReader(Source source, ManifestHeader header, List<ManifestPodHeader> pods) {
    this.source = source;
    this.header = header;
    this.pods = pods;
  }

  /**
   * Reads the document once; checks all of it.
   *
   * @throws MalformedDocument if it is no manifest, or its version is newer than {@link
   *     Manifest#VERSION}
   */
  public static ManifestReader open(Source source) throws IOException {
    return open(source, Integer.MAX_VALUE);
  }

  /**
   * Does the same for a document of another writer, up to a number of pods, which the heap holds.
   *
   * @throws MalformedDocument also if there are more pods
   */
  public static ManifestReader open(Source source, int most) throws IOException {
    List<ManifestPodHeader> pods = new ArrayList<>();
    ManifestTotals.Counter counter = new ManifestTotals.Counter();
    try (InputStream in = source.open();
        JsonInput json = JsonInput.of(JSON, in)) {
      Fields fields = json.document(Map.of("pods", item -> add(count(item, counter), pods, most)));
      ManifestHeader header =
          JsonInput.checked(fields, found -> ManifestHeader.from(found, counter.totals()));
      return new ManifestReader(source, header, List.copyOf(pods));
    }
  }

  public ManifestHeader header() {
    return header;
  }

  /** All pods, without their lists. */
  public List<ManifestPodHeader> pods() {
    return pods;
  }

  /** Reads the document once more, and gives every pod with its lists. */
  public void read(ManifestItems items) throws IOException {
    try (InputStream in = source.open();
        JsonInput json = JsonInput.of(JSON, in)) {
      var headers = pods.iterator();
      json.document(
          Map.of(
              "pods",
              item -> {
                if (!headers.hasNext()) {
                  throw new MalformedDocument("the manifest changed while it was read");
                }
                items.pod(headers.next());
                lists(item, items::file, items::skipped);
                items.podEnd();
              }));
    }
  }

  private static void add(ManifestPodHeader pod, List<ManifestPodHeader> pods, int most) {
    if (pods.size() == most) {
      throw new MalformedDocument("it has more than %d pods".formatted(most));
    }
    pods.add(pod);
  }

  private interface Taker<T> {
    void take(T item) throws IOException;
  }

  private static ManifestPodHeader count(JsonInput in, ManifestTotals.Counter counter)
      throws IOException {
    Fields fields = lists(in, counter::file, counter::skipped);
    ManifestPodHeader pod = JsonInput.checked(fields, ManifestPodHeader::from);
    counter.pod(pod);
    counter.podEnd();
    return pod;
  }

  private static Fields lists(JsonInput in, Taker<ManifestFile> files, Taker<SkippedFile> skipped)
      throws IOException {
    return in.object(
        Map.of(
            "files",
            item -> files.take(JsonInput.checked(item.object(Map.of()), ManifestFile::from)),
            "skipped",
            item -> skipped.take(JsonInput.checked(item.object(Map.of()), SkippedFile::from))));
  }
}
