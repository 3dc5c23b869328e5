package io.sparkrecorder.faults;

import java.time.Duration;

/**
 * A planned SIGKILL to a recorder.
 *
 * @param moment the phase of its life
 * @param after time since the phase began, or since the previous kill
 * @param request the number of the S3 request within the phase at which the signal arrives; 0 for
 *     none
 * @param fate whether the recorder is restarted
 */
record Kill(Moment moment, Duration after, int request, Fate fate) {
  /** A phase of a recorder's life. */
  enum Moment {
    /** The recorder's JVM starts. */
    STARTING,
    /** The Spark container runs. */
    WATCHING,
    /** The recorder has received SIGTERM. */
    DRAINING
  }

  /** The fate of the recorder after the kill. */
  enum Fate {
    RESTARTED,
    /** No restart, as if its node were lost or the Spark container had already ended. */
    DEAD
  }

  boolean isLast() {
    return fate == Fate.DEAD;
  }
}
