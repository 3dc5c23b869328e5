package io.sparkrecorder.doctor;

import io.sparkrecorder.text.Failures;
import io.sparkrecorder.time.HangingFileSystem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** Fixes for failures of the shared volume, in the words of the charts' values. */
final class VolumeFixes {
  static final String ROOM =
      "set recordings.storage.size to more, or delete folders of finished applications";

  private VolumeFixes() {}

  /** The reason of a failure, without the name of the trial's file. */
  static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    return failure instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : Failures.message(failure);
  }

  /**
   * The fix for a failure.
   *
   * @param user id of Spark's user
   */
  static String of(IOException failure, int user) {
    String message = reason(failure).toLowerCase(Locale.ROOT);
    if (failure instanceof HangingFileSystem) {
      return "let the nodes reach the storage server (firewall, network policies), and start it";
    }
    if (failure instanceof AccessDeniedException || message.contains("not permitted")) {
      return ("chown %1$d:%1$d the folder or the share behind the claim; for a folder of a node,"
              + " recordings.storage.nodeFolder.prepare: true does it")
          .formatted(user);
    }
    if (message.contains("read-only")) {
      return "export and mount the volume read-write: readOnly and mountOptions of the"
          + " PersistentVolume, and the export of its server";
    }
    if (message.contains("no space") || message.contains("quota")) {
      return ROOM;
    }
    return "repair the storage behind the claim; kubectl describe pvc and the log of its server"
        + " tell more";
  }
}
