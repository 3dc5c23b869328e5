package io.sparkrecorder.report.application;

import io.sparkrecorder.checksum.Crc32c;
import java.util.Optional;

/**
 * A recorded file of a pod.
 *
 * @param name path below the pod's folder
 * @param place place of its bytes, for its origin: a key, or a path below a folder
 * @param checksum checksum of its bytes, if it is known
 * @param note remark for people
 */
public record AppFile(
    String name,
    Optional<String> place,
    long bytes,
    Optional<Crc32c> checksum,
    String format,
    FileState state,
    Optional<String> note) {

  /** Tells whether the file holds samples that can be read. */
  public boolean isRecording() {
    return format.equals("jfr") && place.isPresent() && bytes > 0;
  }

  public AppFile as(FileState newState, Optional<String> newNote) {
    return new AppFile(name, place, bytes, checksum, format, newState, newNote);
  }
}
