package io.sparkrecorder.reap;

import io.sparkrecorder.marker.ManifestTotals;

/** The result of the reaper's work on one application. */
public sealed interface Outcome {
  /** The application has its last manifest, and the store has nothing for S3. */
  record Settled() implements Outcome {}

  /**
   * The application may still run, so its own driver will finish it.
   *
   * @param why the sign of life
   */
  record Live(String why) implements Outcome {}

  /**
   * It left the shared volume; S3 has each file.
   *
   * @param why rule that removed it
   */
  record Removed(int files, long bytes, String why) implements Outcome {}

  /** It would be removed from the shared volume, without {@code --dry-run}. */
  record WouldRemove(int files, long bytes, String why) implements Outcome {}

  /**
   * It was to leave the shared volume, and stays.
   *
   * @param why file that S3 may not have
   */
  record Kept(String why) implements Outcome {}

  /** Another reaper works on it. */
  record Held(String holder) implements Outcome {}

  /** It would be finished, without {@code --dry-run}. */
  record WouldFinish(String why) implements Outcome {}

  /** Its manifest is in S3, and says that everything is there. */
  record Complete(ManifestTotals totals, String url) implements Outcome {}

  /**
   * Its manifest is in S3, everything that was left is there too, and the rest is lost.
   *
   * @param why the missing parts
   */
  record Incomplete(ManifestTotals totals, String url, String why) implements Outcome {}

  /** A driver's recorder came back and wrote the manifest itself. */
  record Outrun() implements Outcome {}

  /** Some files are not in S3 yet; the next run continues. */
  record Unfinished(String why) implements Outcome {}

  /** Nothing could be done; the next run tries again. */
  record Failed(String why) implements Outcome {}
}
