package io.sparkrecorder.record;

import io.sparkrecorder.config.Units;
import java.time.Duration;

/** A message for a person who looks at a driver's pod, and not at its log. */
sealed interface Notice {
  String KEPT_IN_STORE = "Tried again until this pod ends; until then recordings stay in the store";
  String KEPT_IN_SPOOL =
      "Tried again until this pod ends; until then recordings stay in each pod's spool, and end"
          + " with it";

  /** The driver's pod may be killed before everything is uploaded. */
  record GraceTooShort(String why) implements Notice {}

  /**
   * The shared volume cannot be used; the recorder retries.
   *
   * @param then the consequence for recordings
   */
  record StoreUnavailable(String store, String why, String then) implements Notice {}

  /**
   * S3 cannot be used.
   *
   * @param then the consequence for recordings
   */
  record BucketUnavailable(String why, String then) implements Notice {}

  /**
   * The job has ended.
   *
   * @param pods number of pods ever seen
   * @param bytes bytes that are known to be recorded so far
   * @param to destination of the upload
   * @param left time until the pod must have ended
   */
  record RecordingsUploading(int pods, long bytes, String to, Duration left) implements Notice {}

  /** Everything is in S3. */
  record RecordingsComplete(String manifest, long pods, long files, long bytes) implements Notice {}

  /**
   * Some data is not in S3.
   *
   * @param missing the missing data, and the reason
   * @param kept place that may hold more
   */
  record RecordingsIncomplete(String missing, String kept) implements Notice {}

  /** Tells whether somebody should act. */
  default boolean isWarning() {
    return switch (this) {
      case GraceTooShort _, StoreUnavailable _, BucketUnavailable _, RecordingsIncomplete _ -> true;
      case RecordingsUploading _, RecordingsComplete _ -> false;
    };
  }

  /** The action of the recorder that the Event is about. */
  default String action() {
    return switch (this) {
      case GraceTooShort _, StoreUnavailable _, BucketUnavailable _ -> "Check";
      case RecordingsUploading _, RecordingsComplete _, RecordingsIncomplete _ -> "Upload";
    };
  }

  /** The text for a person. */
  default String note() {
    return switch (this) {
      case GraceTooShort(String why) -> why;
      case StoreUnavailable(String store, String why, String then) ->
          "the store "
              + store
              + " cannot be used: "
              + why
              + ". Is a volume mounted there, and may the recorder's user write to it? "
              + then;
      case BucketUnavailable(String why, String then) -> why + ". " + then;
      case RecordingsUploading(int pods, long bytes, String to, Duration left) ->
          "the job has ended: what "
              + pods(pods)
              + " recorded, "
              + Units.text(bytes)
              + " as far as is known yet, goes to "
              + to
              + ". This pod ends when it is there, in "
              + left.toSeconds()
              + " s at the latest";
      case RecordingsComplete(String manifest, long pods, long files, long bytes) ->
          manifest + ": " + pods(pods) + ", " + files + " files, " + Units.text(bytes);
      case RecordingsIncomplete(String missing, String kept) -> missing + ". " + kept;
    };
  }

  private static String pods(long count) {
    return count == 1 ? "1 pod" : count + " pods";
  }
}
