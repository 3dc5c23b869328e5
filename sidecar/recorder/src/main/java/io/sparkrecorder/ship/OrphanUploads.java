package io.sparkrecorder.ship;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.PendingUpload;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.text.Failures;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Multipart uploads below the folders of pods that the shared volume holds, and that no pod's
 * journal knows: no recorder continues them.
 *
 * @param reads calls that read the store
 */
record OrphanUploads(
    AppFolder store,
    String app,
    Roster roster,
    ObjectStore s3,
    S3Settings settings,
    BlockingCalls reads) {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanUploads.class);

  /**
   * Aborts them.
   *
   * @param sends tells whether this recorder still sends files of a pod
   */
  void abort(Predicate<PodRecord> sends, Deadline until) {
    try {
      String prefix = settings.key(app + "/");
      for (PendingUpload upload : s3.pendingUploads(prefix, until)) {
        Optional<PodRecord> pod = roster.podOf(upload.key().substring(prefix.length()));
        if (pod.isPresent() && !sends.test(pod.get()) && isUnknown(pod.get(), upload, until)) {
          LOG.info("an upload that no journal knows is aborted: {}", upload.key());
          s3.abort(upload, until)
              .ifPresent(problem -> LOG.warn("it could not be aborted: {}", problem.message()));
        }
      }
    } catch (S3Problem | IOException e) {
      LOG.warn("uploads that a kill left may stay in the bucket: {}", Failures.message(e));
    }
  }

  private boolean isUnknown(PodRecord pod, PendingUpload upload, Deadline until)
      throws IOException {
    Set<String> known =
        reads.call(
            "read shipped.journal",
            until,
            () -> UploadJournalFile.uploadIds(store.pod(pod), settings));
    return !known.contains(upload.uploadId());
  }
}
