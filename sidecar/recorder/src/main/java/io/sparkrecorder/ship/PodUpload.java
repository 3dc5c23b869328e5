package io.sparkrecorder.ship;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.time.BlockingCalls;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The upload of one pod's files from the shared volume: their list, their keys, the journal of the
 * upload, and the outcome of each file. Any thread may use it.
 */
final class PodUpload {
  private static final Logger LOG = LoggerFactory.getLogger(PodUpload.class);

  private final PodEntry entry;
  private final FileList files;
  private final Outcomes outcomes;
  private final PodFolder folder;
  private final Place place;
  private @Nullable UploadJournalFile journal;

  /**
   * The target of all pods of an application.
   *
   * @param roster tells the folder of each pod in S3
   * @param journals calls of the store for journals
   */
  record Place(S3Settings settings, String app, Roster roster, BlockingCalls journals) {}

  /**
   * Takes the files and outcomes that the entry has now; opens nothing yet.
   *
   * @param folder the pod's folder in the store
   */
  PodUpload(PodEntry entry, PodFolder folder, Place place) {
    this.entry = entry;
    this.files = entry.state().files();
    this.outcomes = entry.state().outcomes();
    this.folder = folder;
    this.place = place;
  }

  PodEntry entry() {
    return entry;
  }

  FileList files() {
    return files;
  }

  Outcomes outcomes() {
    return outcomes;
  }

  PodFolder folder() {
    return folder;
  }

  /** The journal of the upload, opened by the first call. */
  synchronized UploadJournalFile journal() {
    if (journal == null) {
      journal = UploadJournalFile.open(folder, place.settings(), place.journals());
    }
    return journal;
  }

  /** Closes the journal until it is needed again. */
  synchronized void close() {
    if (journal != null) {
      try {
        journal.close();
      } catch (IOException e) {
        LOG.warn("a journal could not be closed: {}", e.toString());
      }
      journal = null;
    }
  }

  String key(RecordedFile file) {
    return Keys.of(place.settings(), place.app(), place.roster().folder(entry.pod()), file.name());
  }

  /** The key for a file whose key other bytes have. */
  String fallbackKey(RecordedFile file) {
    return Keys.of(place.settings(), place.app(), entry.pod().folder(), file.name());
  }

  /** Lets files wait once more that the bucket turned out to lack. */
  void again(BitSet lost) throws IOException {
    files.read(
        (index, listed) -> {
          if (lost.get(index)) {
            journal().forget(listed.file());
            outcomes.lost(index);
          }
        });
  }

  /** Notes how the upload of a file ended. */
  void decide(int index, RecordedFile file, UploadState shipped) {
    switch (shipped) {
      case UploadState.Whole(String key) -> {
        if (key.equals(key(file))) {
          outcomes.atKey(index);
        } else if (key.equals(fallbackKey(file))) {
          outcomes.atFallback(index);
        } else {
          outcomes.elsewhere(index, key);
        }
      }
      case UploadState.Left(String why) -> outcomes.left(index, why);
      case UploadState.Underway() -> throw new IllegalStateException("sent, and still under way");
    }
  }
}
