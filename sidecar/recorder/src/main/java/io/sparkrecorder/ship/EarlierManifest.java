package io.sparkrecorder.ship;

import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestItems;
import io.sparkrecorder.marker.ManifestPodHeader;
import io.sparkrecorder.marker.ManifestReader;
import io.sparkrecorder.marker.SkippedFile;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.S3Problem;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.store.ScratchText;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manifest that an earlier attempt of this application, or an earlier recorder of this driver,
 * left in S3. Its pods stay in the new one if the store knows less of them.
 */
final class EarlierManifest {
  private static final Logger LOG = LoggerFactory.getLogger(EarlierManifest.class);

  private static final Duration RETRY = Duration.ofSeconds(5);

  private final ObjectStore s3;
  private final String key;
  private final Scratch scratch;
  private volatile Map<String, Pod> pods = Map.of();
  private volatile boolean known;
  private volatile boolean closed;
  private final ReentrantLock reading = new ReentrantLock();

  EarlierManifest(ObjectStore s3, String key, Scratch scratch) {
    this.s3 = s3;
    this.key = key;
    this.scratch = scratch;
  }

  /** A pod's entry, with its files on local disk. */
  record Pod(ManifestPodHeader header, FileList files, Outcomes outcomes) {
    boolean hasFiles() {
      return files.size() > 0;
    }
  }

  /** Reads it on its own thread, and retries until S3 answers: nothing else waits for that. */
  void start(Deadline end) {
    Thread.ofPlatform()
        .daemon()
        .name("earlier-manifest")
        .start(
            () -> {
              try {
                while (!known && !closed && !end.passed()) {
                  read(end);
                  TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** The pods by folder, in the order of the manifest. */
  Map<String, Pod> pods() {
    return pods;
  }

  /** Reads it once; does nothing if it is known, or if another thread still reads. */
  void read(Deadline deadline) throws InterruptedException {
    if (known || !reading.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
      return;
    }
    try {
      if (!known) {
        load(deadline);
      }
    } finally {
      reading.unlock();
    }
  }

  void close() {
    closed = true;
  }

  private void load(Deadline deadline) {
    List<ScratchText> texts = new ArrayList<>();
    try {
      boolean there =
          s3.copy(
              key,
              () -> {
                texts.add(new ScratchText(scratch));
                return texts.getLast();
              },
              deadline);
      if (there) {
        texts.getLast().close();
        pods = pods(texts.getLast());
      }
      known = true;
    } catch (S3Problem e) {
      LOG.debug("an earlier manifest could not be read yet", e);
    } catch (MalformedDocument | IOException e) {
      LOG.warn("{} is no manifest and will be replaced: {}", key, e.getMessage());
      known = true;
    }
  }

  private Map<String, Pod> pods(ScratchText text) throws IOException {
    Collector collector = new Collector();
    ManifestReader.open(text::open).read(collector);
    return collector.pods;
  }

  private final class Collector implements ManifestItems {
    private final Map<String, Pod> pods = new LinkedHashMap<>();
    private Optional<ManifestPodHeader> header = Optional.empty();
    private FileList.Writer files = new FileList.Writer(scratch);

    @Override
    public void pod(ManifestPodHeader pod) {
      header = Optional.of(pod);
      files = new FileList.Writer(scratch);
    }

    @Override
    public void file(ManifestFile file) throws IOException {
      files.file(file);
    }

    @Override
    public void skipped(SkippedFile file) throws IOException {
      files.skipped(file);
    }

    @Override
    public void podEnd() {
      ManifestPodHeader pod = header.orElseThrow();
      FileList list = files.done();
      pods.put(pod.pod().folder(), new Pod(pod, list, Outcomes.listed(list.size())));
    }
  }
}
