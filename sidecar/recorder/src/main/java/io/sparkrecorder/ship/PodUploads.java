package io.sparkrecorder.ship;

import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.util.BitSet;

/** Uploads the files of pods to S3. Calls may block in the store, but never in S3. */
interface PodUploads extends AutoCloseable {
  /** The pod's recorder still works; its marker was read. */
  void recording(PodEntry entry) throws IOException;

  /**
   * Takes the files of a pod whose recorder has ended.
   *
   * @param files the files in the marker's list
   */
  void ended(PodEntry entry, FileList files) throws IOException;

  /** Takes the files of a pod that has not sealed its marker, and will not. */
  void lost(PodEntry entry) throws IOException;

  /** The job has ended: failed uploads are retried once more. */
  void finishing();

  /** Tells whether nothing waits or is being sent. */
  boolean idle();

  /** Brings an entry up to date with uploads that have ended since its marker was read. */
  void settle(PodEntry entry) throws IOException;

  /**
   * Sends files again that the bucket turned out to lack; returns false if that is impossible.
   *
   * @param files their indexes in the entry's list
   */
  boolean again(PodEntry entry, BitSet files);

  /** Aborts uploads of this application that no recorder will continue. */
  void abortOrphans(Deadline deadline);

  /** A number that changes whenever a file was sent or given up. */
  int changes();

  @Override
  void close();
}
