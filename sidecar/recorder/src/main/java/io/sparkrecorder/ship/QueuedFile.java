package io.sparkrecorder.ship;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.store.PodFolder;

/**
 * One file to upload to S3.
 *
 * @param pod folder in the store that holds it
 * @param keyFolder begin of its key, without the slash before its name
 * @param fallbackFolder used in place of {@code keyFolder} if other bytes have taken the key
 */
record QueuedFile(PodFolder pod, RecordedFile file, String keyFolder, String fallbackFolder) {
  String key() {
    return keyFolder + "/" + file.name();
  }

  String fallbackKey() {
    return fallbackFolder + "/" + file.name();
  }

  /** The identity of the upload: the same bytes of the same file are uploaded once. */
  Id id() {
    return new Id(pod, file.name(), file.bytes(), file.crc32c().hex());
  }

  record Id(PodFolder pod, String name, long bytes, String crc32c) {}
}
