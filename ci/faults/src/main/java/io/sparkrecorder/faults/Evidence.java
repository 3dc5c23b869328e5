package io.sparkrecorder.faults;

import io.sparkrecorder.testbed.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is compared at the end of a round.
 *
 * @param manifest from S3
 * @param finished whether the driver's recorder ended by itself after its SIGTERM
 * @param objects the application's objects in S3
 * @param pods with the files that their agents wrote
 * @param unfinishedUploads multipart uploads in the bucket, by the folder of their parts
 */
record Evidence(
    Optional<Manifest> manifest,
    boolean finished,
    AppObjects objects,
    List<Pod> pods,
    List<Path> unfinishedUploads) {

  /**
   * A pod of the application.
   *
   * @param label such as {@code executor-1}
   * @param sealed whether its recorder ended by itself after its SIGTERM
   * @param elsewhere folders that may hold files missing in S3 after the recorder died for good
   * @param stored its folder in the shared volume
   */
  record Pod(
      String label,
      String uid,
      boolean sealed,
      Written written,
      List<Path> elsewhere,
      Optional<Path> stored) {}
}
