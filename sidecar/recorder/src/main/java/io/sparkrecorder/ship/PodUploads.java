package io.sparkrecorder.ship;

import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.util.BitSet;

/** Sees to it that the files of pods get to S3. Calls may block in the store, but never in S3. */
interface PodUploads extends AutoCloseable {
  /** The pod's recorder still works; its marker was read. */
  void recording(PodEntry entry) throws IOException;

  /**
   * Takes the files of a pod whose recorder has ended.
   *
   * @param files as the marker lists them
   */
  void ended(PodEntry entry, FileList files) throws IOException;

  /** Takes the files of a pod that has not sealed its marker, and will not. */
  void lost(PodEntry entry) throws IOException;

  /** The job has ended: files that could not be sent are tried once more. */
  void finishing();

  /** Whether nothing waits or is under way. */
  boolean idle();

  /** Brings an entry up to date with uploads that have ended since its marker was read. */
  void settle(PodEntry entry) throws IOException;

  /**
   * Sends files again that the bucket turned out not to have; false where that cannot be done.
   *
   * @param files their places in the entry's list
   */
  boolean again(PodEntry entry, BitSet files);

  /** Aborts uploads of this application that no recorder will go on with. */
  void abortOrphans(Deadline deadline);

  /** Another number whenever a file was sent or given up. */
  int changes();

  @Override
  void close();
}
