package io.sparkrecorder.record;

import io.sparkrecorder.config.Units;
import java.time.Duration;

/** What a person should know who looks at a driver's pod, and not at its log. */
sealed interface Notice {
  String KEPT_IN_STORE = "Tried again until this pod ends; until then recordings stay in the store";
  String KEPT_IN_SPOOL =
      "Tried again until this pod ends; until then recordings stay in each pod's spool, and end"
          + " with it";

  /** The driver's pod may be killed before everything is uploaded. */
  record GraceTooShort(String why) implements Notice {}

  /**
   * The shared volume cannot be used, which is tried again.
   *
   * @param then what that means for recordings
   */
  record StoreUnavailable(String store, String why, String then) implements Notice {}

  /**
   * S3 cannot be used.
   *
   * @param then what that means for recordings
   */
  record BucketUnavailable(String why, String then) implements Notice {}

  /**
   * The job has ended.
   *
   * @param pods that were ever seen
   * @param bytes that are known to be recorded so far
   * @param to where they go
   * @param left until the pod must have ended
   */
  record RecordingsUploading(int pods, long bytes, String to, Duration left) implements Notice {}

  /** Everything is in S3. */
  record RecordingsComplete(String manifest, long pods, long files, long bytes) implements Notice {}

  /**
   * Something is not in S3.
   *
   * @param missing what, and why
   * @param kept where there may be more
   */
  record RecordingsIncomplete(String missing, String kept) implements Notice {}

  /** Whether somebody should do something. */
  default boolean isWarning() {
    return switch (this) {
      case GraceTooShort _, StoreUnavailable _, BucketUnavailable _, RecordingsIncomplete _ -> true;
      case RecordingsUploading _, RecordingsComplete _ -> false;
    };
  }

  /** What the recorder was at. */
  default String action() {
    return switch (this) {
      case GraceTooShort _, StoreUnavailable _, BucketUnavailable _ -> "Check";
      case RecordingsUploading _, RecordingsComplete _, RecordingsIncomplete _ -> "Upload";
    };
  }

  /** For a person. */
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
