package io.sparkrecorder.ship;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.StoredObject;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.s3.model.ObjectHead;
import io.sparkrecorder.s3.model.PendingUpload;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.store.AppBucket;
import io.sparkrecorder.text.Failures;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles the remains in the bucket of one pod that did not seal its marker: completes its uploads
 * and inspects the objects in its folders, because an object may exist that no marker names. Used
 * once.
 */
final class AbandonedPod {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedPod.class);
  private static final String FOUND =
      "found in the bucket: its pod was lost before its marker named it";

  private final PodRecord pod;
  private final Optional<Marker> marker;
  private final AppBucket store;
  private final ObjectStore s3;
  private final Deadline deadline;

  /**
   * The folders of the pod, which are the begin of its objects' keys; the rest of a key names the
   * file.
   */
  private List<String> folders = List.of();

  /** Objects in the pod's folders that no file of the manifest has yet, by key. */
  private final Map<String, ObjectEntry> objects = new TreeMap<>();

  private final Map<String, ManifestFile> completed = new HashMap<>();

  AbandonedPod(
      PodRecord pod, Optional<Marker> marker, AppBucket store, ObjectStore s3, Deadline deadline) {
    this.pod = pod;
    this.marker = marker;
    this.store = store;
    this.s3 = s3;
    this.deadline = deadline;
  }

  /** All files of the pod that the marker or the bucket knows. */
  List<ManifestFile> files() throws IOException {
    try {
      folders = store.foldersOf(pod);
      completeUploads();
      abortOthers();
      for (String folder : folders) {
        try (Stream<ObjectEntry> listed = s3.list(folder, deadline)) {
          listed.forEach(object -> objects.put(object.key(), object));
        }
      }
      List<ManifestFile> files = new ArrayList<>(recorded());
      objects.values().forEach(object -> unnamed(object).ifPresent(files::add));
      return files;
    } catch (S3Problem e) {
      throw new IOException(e.problem().message(), e);
    }
  }

  private void completeUploads() {
    AbandonedUpload upload = new AbandonedUpload(s3, pod.uid(), deadline);
    Map<String, StoredObject> open = new HashMap<>();
    marker.stream()
        .flatMap(left -> left.objects().stream())
        .filter(object -> object.uploadId().isPresent())
        .forEach(object -> open.put(object.name(), object));
    marker.stream()
        .flatMap(left -> left.files().stream())
        .forEach(
            file ->
                Optional.ofNullable(open.get(file.name()))
                    .ifPresent(
                        object -> completed.put(file.name(), complete(upload, file, object))));
  }

  /** Completes one upload; its failure must not keep the others open. */
  private static ManifestFile complete(
      AbandonedUpload upload, RecordedFile file, StoredObject object) {
    try {
      return upload.complete(file, object);
    } catch (RuntimeException | Error e) {
      LOG.error("the upload of {} is not completed", object.key(), e);
      return ManifestFile.missing(file, "its upload could not be completed: " + e);
    }
  }

  /** Aborts uploads that the marker does not know: no marker refers to their parts. */
  private void abortOthers() {
    Set<String> known = new HashSet<>();
    marker.stream()
        .flatMap(left -> left.objects().stream())
        .forEach(object -> object.uploadId().ifPresent(known::add));
    for (String folder : folders) {
      for (PendingUpload upload : s3.pendingUploads(folder, deadline)) {
        if (!known.contains(upload.uploadId())) {
          LOG.info("an upload that {} left is aborted: {}", pod.pod(), upload.key());
          s3.abort(upload, deadline)
              .ifPresent(problem -> LOG.warn("it is not aborted: {}", problem.message()));
        }
      }
    }
  }

  private List<ManifestFile> recorded() {
    Map<String, StoredObject> known = new HashMap<>();
    marker.stream()
        .flatMap(left -> left.objects().stream())
        .filter(object -> object.uploadId().isEmpty())
        .forEach(object -> known.put(object.name(), object));
    return marker.stream()
        .flatMap(left -> left.files().stream())
        .map(file -> located(file, Optional.ofNullable(known.get(file.name()))))
        .toList();
  }

  private ManifestFile located(RecordedFile file, Optional<StoredObject> object) {
    ManifestFile settled = completed.get(file.name());
    if (settled != null && settled.key().isPresent()) {
      objects.remove(settled.key().get());
      return settled;
    }
    List<String> keys =
        object
            .map(there -> List.of(there.key()))
            .orElseGet(() -> folders.stream().map(folder -> folder + file.name()).toList());
    return keys.stream()
        .flatMap(key -> at(file, key).stream())
        .findFirst()
        .orElseGet(() -> settled != null ? settled : ManifestFile.missing(file, why()));
  }

  /** The file as the object of this key, if that is this file, in this state or a later one. */
  private Optional<ManifestFile> at(RecordedFile file, String key) {
    ObjectEntry entry = objects.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    Optional<ObjectHead> head = s3.head(key, deadline);
    Optional<ManifestFile> found = head.flatMap(there -> same(file, key, there));
    found.ifPresent(_ -> objects.remove(key));
    return found;
  }

  private Optional<ManifestFile> same(RecordedFile file, String key, ObjectHead head) {
    boolean same =
        head.bytes() == file.bytes()
            && head.crc32c().map(file.crc32c()::equals).orElseGet(() -> isOurs(head));
    if (same) {
      return Optional.of(ManifestFile.at(file, key));
    }
    // A recording may have grown after its marker was written.
    return isOurs(head)
        ? Optional.of(found(file.name(), file.format(), key, head))
        : Optional.empty();
  }

  private boolean isOurs(ObjectHead head) {
    return head.owner().filter(pod.uid()::equals).isPresent();
  }

  /** The entry of an object that no marker names; empty for an object that no recorder made. */
  private Optional<ManifestFile> unnamed(ObjectEntry object) {
    String key = object.key();
    String folder = folders.stream().filter(key::startsWith).findFirst().orElseThrow();
    String name = key.substring(folder.length());
    try {
      return s3.head(key, deadline)
          .filter(head -> isOurs(head) || (head.owner().isEmpty() && head.crc32c().isPresent()))
          .map(head -> found(name, name.endsWith(".jfr") ? "jfr" : "other", key, head));
    } catch (MalformedDocument e) {
      LOG.warn("an object in the folder of {} is nobody's: {}", pod.pod(), Failures.message(e));
      return Optional.empty();
    }
  }

  private ManifestFile found(String name, String format, String key, ObjectHead head) {
    Crc32c crc32c = head.crc32c().orElseGet(() -> s3.checksum(key, deadline));
    RecordedFile file =
        new RecordedFile(
            name, head.bytes(), crc32c, format, FileState.UNVERIFIED, Optional.of(FOUND));
    return ManifestFile.at(file, key);
  }

  private String why() {
    return marker.filter(left -> left.state() == PodState.RECORDING).isPresent()
        ? "its pod was lost before this was uploaded"
        : "its pod ended before this was uploaded";
  }
}
