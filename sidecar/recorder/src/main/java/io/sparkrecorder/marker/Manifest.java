package io.sparkrecorder.marker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every pod and file of an application, with all that is missing and why. There is one JSON file
 * per application, in S3, written last.
 *
 * @param app Spark's application id
 * @param written time of writing
 * @param reason why there may be pods that it does not know; empty if there are none
 * @param pods the driver first, then executors in the order in which they were seen
 */
public record Manifest(
    String app,
    String namespace,
    Instant written,
    Optional<String> reason,
    List<ManifestPod> pods) {

  /** Version of the document's structure. */
  public static final int VERSION = 1;

  /** Tells whether every recorded byte is in S3. */
  public boolean complete() {
    return reason.isEmpty() && !pods.isEmpty() && pods.stream().allMatch(ManifestPod::complete);
  }

  /** The number of files in S3. */
  public long files() {
    return header().totals().files();
  }

  /** The number of bytes in S3. */
  public long bytes() {
    return header().totals().bytes();
  }

  /** The manifest without its pods. */
  public ManifestHeader header() {
    ManifestTotals.Counter counter = new ManifestTotals.Counter();
    try {
      give(counter);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ManifestHeader.of(app, namespace, reason, written, counter.totals());
  }

  /** Writes the document; the target stays open. */
  public void writeTo(OutputStream out) throws IOException {
    ManifestWriter writer = new ManifestWriter(out, header());
    give(writer);
    writer.finish();
  }

  /** The whole document; for small manifests, see {@link ManifestWriter}. */
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
   * Reads {@link #toJson()}; for small manifests, see {@link ManifestReader}.
   *
   * @throws MalformedDocument if its version is newer than {@link #VERSION}, or it is no manifest
   */
  public static Manifest fromJson(byte[] json) {
    List<ManifestPod> pods = new ArrayList<>();
    try {
      ManifestReader reader = ManifestReader.open(() -> new ByteArrayInputStream(json));
      reader.read(new Collector(pods));
      ManifestHeader header = reader.header();
      return new Manifest(
          header.app(), header.namespace(), header.written(), header.reason(), List.copyOf(pods));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void give(ManifestItems items) throws IOException {
    for (ManifestPod pod : pods) {
      pod.give(items);
    }
  }

  private static final class Collector implements ManifestItems {
    private final List<ManifestPod> pods;
    private final List<ManifestFile> files = new ArrayList<>();
    private final List<SkippedFile> skipped = new ArrayList<>();
    private Optional<ManifestPodHeader> header = Optional.empty();

    Collector(List<ManifestPod> pods) {
      this.pods = pods;
    }

    @Override
    public void pod(ManifestPodHeader pod) {
      header = Optional.of(pod);
    }

    @Override
    public void file(ManifestFile file) {
      files.add(file);
    }

    @Override
    public void skipped(SkippedFile file) {
      skipped.add(file);
    }

    @Override
    public void podEnd() {
      pods.add(ManifestPod.of(header.orElseThrow(), files, skipped));
      files.clear();
      skipped.clear();
    }
  }
}
