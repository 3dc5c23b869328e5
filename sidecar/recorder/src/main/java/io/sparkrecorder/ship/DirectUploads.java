package io.sparkrecorder.ship;

import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.SkippedFile;
import io.sparkrecorder.store.AppBucket;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * With the transport {@code direct} each pod uploads its own files; its marker names their places.
 */
final class DirectUploads implements PodUploads {
  private static final Logger LOG = LoggerFactory.getLogger(DirectUploads.class);

  private final AppBucket store;
  private final UnfinishedUploads unfinished;
  private final Scratch scratch;

  /** Pods whose uploads may be completed after their marker was read, by folder. */
  private final Map<String, PodEntry> partial = new ConcurrentHashMap<>();

  private final AtomicInteger changes = new AtomicInteger();

  DirectUploads(AppBucket store, UnfinishedUploads unfinished, Scratch scratch) {
    this.store = store;
    this.unfinished = unfinished;
    this.scratch = scratch;
  }

  @Override
  public void recording(PodEntry entry) throws IOException {
    list(entry, marker(entry));
  }

  @Override
  public void ended(PodEntry entry, FileList files) throws IOException {
    Optional<Marker> marker = marker(entry);
    if (marker.filter(found -> found.state() == PodState.PARTIAL).isPresent()) {
      partial.put(entry.pod().folder(), entry);
    } else {
      partial.remove(entry.pod().folder());
    }
    marker.ifPresent(found -> unfinished.ended(entry.pod(), found));
    list(entry, marker);
  }

  @Override
  public void lost(PodEntry entry) throws IOException {
    Optional<Marker> marker = marker(entry);
    partial.put(entry.pod().folder(), entry);
    unfinished.lost(entry.pod(), marker);
    list(entry, marker);
  }

  /**
   * Takes pods that did not upload all: while the job ran, a recorder that had given up might have
   * been started again.
   */
  @Override
  public void finishing() {
    unfinished.finishing();
    for (PodEntry entry : List.copyOf(partial.values())) {
      try {
        marker(entry).ifPresent(found -> unfinished.ended(entry.pod(), found));
      } catch (IOException | RuntimeException | Error e) {
        LOG.warn("the marker of {} cannot be read: {}", entry.pod().pod(), e.toString());
      }
    }
  }

  @Override
  public boolean idle() {
    return unfinished.idle();
  }

  @Override
  public void settle(PodEntry entry) throws IOException {
    if (partial.containsKey(entry.pod().folder())) {
      list(entry, marker(entry));
    }
  }

  /** Cannot send a file again: its own recorder sent it from a spool that is gone. */
  @Override
  public boolean again(PodEntry entry, BitSet files) {
    return false;
  }

  /** Does nothing: {@link UnfinishedUploads} has aborted the uploads of each lost pod. */
  @Override
  public void abortOrphans(Deadline deadline) {}

  @Override
  public int changes() {
    return changes.get();
  }

  @Override
  public void close() {
    unfinished.close();
  }

  private Optional<Marker> marker(PodEntry entry) throws IOException {
    return store.pod(entry.pod()).marker();
  }

  private void list(PodEntry entry, Optional<Marker> marker) throws IOException {
    FileList.Writer writer = new FileList.Writer(scratch);
    for (ManifestFile file : unfinished.files(entry.pod(), marker)) {
      writer.file(file);
    }
    for (SkippedFile file : marker.map(Marker::skipped).orElse(List.of())) {
      writer.skipped(file);
    }
    FileList files = writer.done();
    entry.files(files, Outcomes.listed(files.size()));
    changes.incrementAndGet();
  }
}
