package io.sparkrecorder.ship;

import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.StoredObject;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.store.AppBucket;
import io.sparkrecorder.text.Failures;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every pod uploads its own files; the driver settles the uploads that a pod began and could not
 * end, see {@link AbandonedPod}.
 */
final class UnfinishedUploads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UnfinishedUploads.class);
  private static final String LATE = "the time ran out before S3 could say what is there";

  private final AppBucket store;
  private final ObjectStore s3;
  private final Deadline deadline;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger underWay = new AtomicInteger();

  /** The results for pods that did not seal their markers, by folder. */
  private final Map<String, Settled> settled = new ConcurrentHashMap<>();

  private volatile boolean finishing;

  /** The progress of the inspection of one pod. */
  private sealed interface Settled {
    record Underway() implements Settled {}

    record Files(List<ManifestFile> files) implements Settled {}

    record Failed(String why) implements Settled {}
  }

  UnfinishedUploads(AppBucket store, ObjectStore s3, Deadline deadline) {
    this.store = store;
    this.s3 = s3;
    this.deadline = deadline;
  }

  /** Waits for the end of the job: until then a recorder that has given up may be started again. */
  void ended(PodRecord pod, Marker marker) {
    if (finishing && marker.state() == PodState.PARTIAL) {
      settle(pod, Optional.of(marker));
    }
  }

  void lost(PodRecord pod, Optional<Marker> marker) {
    settle(pod, marker);
  }

  void finishing() {
    finishing = true;
  }

  boolean idle() {
    return underWay.get() == 0;
  }

  List<ManifestFile> files(PodRecord pod, Optional<Marker> marker) {
    Optional<Settled> look =
        Optional.ofNullable(settled.get(pod.folder()))
            // A pod that was thought lost has sealed its marker after all.
            .filter(_ -> marker.filter(it -> it.state() == PodState.SEALED).isEmpty());
    if (look.isEmpty()) {
      return files(marker, "its pod did not upload this");
    }
    return switch (look.get()) {
      case Settled.Files(var files) -> files;
      case Settled.Underway() -> files(marker, LATE);
      case Settled.Failed(String why) -> files(marker, why);
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** The files as the marker alone tells them. */
  private static List<ManifestFile> files(Optional<Marker> marker, String missing) {
    Map<String, StoredObject> objects = new HashMap<>();
    marker.stream()
        .flatMap(known -> known.objects().stream())
        .filter(object -> object.uploadId().isEmpty())
        .forEach(object -> objects.put(object.name(), object));
    return marker.stream()
        .flatMap(known -> known.files().stream())
        .map(file -> file(file, Optional.ofNullable(objects.get(file.name())), missing))
        .toList();
  }

  private static ManifestFile file(
      RecordedFile file, Optional<StoredObject> object, String missing) {
    return object
        .map(there -> ManifestFile.at(file, there.key()))
        .orElseGet(() -> ManifestFile.missing(file, missing));
  }

  private void settle(PodRecord pod, Optional<Marker> marker) {
    if (settled.putIfAbsent(pod.folder(), new Settled.Underway()) != null) {
      return;
    }
    underWay.incrementAndGet();
    threads.execute(
        () -> {
          try {
            settled.put(pod.folder(), look(pod, marker));
          } finally {
            underWay.decrementAndGet();
          }
        });
  }

  /** Inspects one pod. A problem here must not keep other pods from being inspected. */
  private Settled look(PodRecord pod, Optional<Marker> marker) {
    try {
      return new Settled.Files(new AbandonedPod(pod, marker, store, s3, deadline).files());
    } catch (IOException e) {
      LOG.warn("what {} left in the bucket is not known: {}", pod.pod(), Failures.message(e));
      return new Settled.Failed("S3 does not say whether it is there: " + Failures.message(e));
    } catch (RuntimeException | Error e) {
      LOG.error("what {} left in the bucket is not known", pod.pod(), e);
      return new Settled.Failed("the look at the bucket failed: " + e);
    }
  }
}
