package io.sparkrecorder.ship;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.store.PodFolder;

/**
 * One file that is to be in S3.
 *
 * @param pod folder in the store that holds it
 * @param keyFolder what its key begins with, up to and without the slash before its name
 * @param fallbackFolder used in place of {@code keyFolder} where other bytes have taken the key
 */
record Shipment(PodFolder pod, RecordedFile file, String keyFolder, String fallbackFolder) {
  String key() {
    return keyFolder + "/" + file.name();
  }

  String fallbackKey() {
    return fallbackFolder + "/" + file.name();
  }

  /** The same bytes of the same file are shipped once. */
  Id id() {
    return new Id(pod, file.name(), file.bytes(), file.crc32c().hex());
  }

  record Id(PodFolder pod, String name, long bytes, String crc32c) {}
}
