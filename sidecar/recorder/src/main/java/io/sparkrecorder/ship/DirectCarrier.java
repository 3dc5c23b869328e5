package io.sparkrecorder.ship;

import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.StoredObject;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.PendingUpload;
import io.sparkrecorder.s3.S3Problem;
import io.sparkrecorder.store.AppBucket;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every pod uploads its own files; what is left to do is to end what a pod began and could not end.
 */
final class DirectCarrier implements Carrier {
  private static final Logger LOG = LoggerFactory.getLogger(DirectCarrier.class);

  private final AppBucket store;
  private final ObjectStore s3;
  private final Deadline deadline;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger underWay = new AtomicInteger();

  /** By uid and name, what became of uploads that their pods had not completed. */
  private final Map<String, Map<String, ManifestFile>> salvaged = new ConcurrentHashMap<>();

  private volatile boolean finishing;

  DirectCarrier(AppBucket store, ObjectStore s3, Deadline deadline) {
    this.store = store;
    this.s3 = s3;
    this.deadline = deadline;
  }

  /** As long as the job runs, a recorder that has given up may be started again. */
  @Override
  public void ended(PodRecord pod, Marker marker) {
    if (finishing && marker.state() == PodState.PARTIAL) {
      salvage(pod, Optional.of(marker));
    }
  }

  @Override
  public void lost(PodRecord pod, Optional<Marker> marker) {
    salvage(pod, marker);
  }

  @Override
  public void finishing() {
    finishing = true;
  }

  @Override
  public boolean idle() {
    return underWay.get() == 0;
  }

  @Override
  public List<ManifestFile> files(PodRecord pod, Optional<Marker> marker) {
    Map<String, StoredObject> objects = new HashMap<>();
    marker.stream()
        .flatMap(known -> known.objects().stream())
        .forEach(object -> objects.put(object.name(), object));
    Map<String, ManifestFile> ours = salvaged.getOrDefault(pod.uid(), Map.of());
    return marker.stream()
        .flatMap(
            known ->
                known.files().stream()
                    .map(
                        file ->
                            file(
                                file,
                                Optional.ofNullable(objects.get(file.name())),
                                Optional.ofNullable(ours.get(file.name())),
                                known.state())))
        .toList();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private static ManifestFile file(
      RecordedFile file,
      Optional<StoredObject> object,
      Optional<ManifestFile> salvaged,
      PodState state) {
    return object
        .filter(there -> there.uploadId().isEmpty())
        .map(there -> ManifestFile.at(file, there.key()))
        .or(() -> salvaged)
        .orElseGet(() -> ManifestFile.missing(file, why(object, state)));
  }

  private static String why(Optional<StoredObject> object, PodState state) {
    if (object.isPresent()) {
      return "the time ran out";
    }
    return state == PodState.RECORDING
        ? "its pod was lost before this was uploaded"
        : "its pod ended before this was uploaded";
  }

  private void salvage(PodRecord pod, Optional<Marker> marker) {
    if (salvaged.putIfAbsent(pod.uid(), new ConcurrentHashMap<>()) != null) {
      return;
    }
    underWay.incrementAndGet();
    threads.execute(
        () -> {
          try {
            marker.ifPresent(left -> complete(pod, left));
            abortOthers(pod, marker);
          } catch (IOException | S3Problem e) {
            LOG.warn("uploads of {} may be left in the bucket: {}", pod.pod(), e.getMessage());
          } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("what {} left could not be taken", pod.pod(), e);
          } finally {
            underWay.decrementAndGet();
          }
        });
  }

  private void complete(PodRecord pod, Marker marker) {
    Salvage salvage = new Salvage(s3, pod.uid(), deadline);
    for (StoredObject object : marker.objects()) {
      marker.files().stream()
          .filter(file -> object.uploadId().isPresent() && file.name().equals(object.name()))
          .findFirst()
          .ifPresent(
              file -> salvaged.get(pod.uid()).put(file.name(), salvage.complete(file, object)));
    }
  }

  /** Uploads that the marker does not know have no part that anybody has counted on. */
  private void abortOthers(PodRecord pod, Optional<Marker> marker) throws IOException {
    Set<String> known =
        marker.stream()
            .flatMap(left -> left.objects().stream())
            .flatMap(object -> object.uploadId().stream())
            .collect(Collectors.toSet());
    for (String folder : store.foldersOf(pod)) {
      for (PendingUpload upload : s3.pendingUploads(folder, deadline)) {
        if (!known.contains(upload.uploadId())) {
          LOG.info("an upload that {} left is undone: {}", pod.pod(), upload.key());
          s3.abort(upload, deadline)
              .ifPresent(problem -> LOG.warn("it could not be: {}", problem.message()));
        }
      }
    }
  }
}
