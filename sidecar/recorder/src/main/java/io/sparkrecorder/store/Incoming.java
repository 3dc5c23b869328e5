package io.sparkrecorder.store;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.RecordedFile;
import java.util.Optional;

/**
 * The description of a file before its bytes are moved.
 *
 * @param name name in the pod's folder
 * @param from identity of the moved bytes, so that they are not moved again: a JFR chunk's, or a
 *     file's in the spool with its size and time
 * @param format such as {@code jfr}
 * @param state state of the file if all bytes arrive
 * @param note a remark for people
 * @param killed see {@link RecordedFile#killed}
 */
public record Incoming(
    String name,
    String from,
    String format,
    FileState state,
    Optional<String> note,
    boolean killed) {

  /** A file of a pod in which no process is known to have been killed. */
  public Incoming(String name, String from, String format, FileState state, Optional<String> note) {
    this(name, from, format, state, note, false);
  }

  RecordedFile with(long bytes, Crc32c crc32c) {
    return new RecordedFile(name, bytes, crc32c, format, state, note, killed);
  }
}
