package io.sparkrecorder.faults;

import java.time.Duration;

/**
 * A SIGKILL that a recorder is to get.
 *
 * @param moment in which phase of its life
 * @param after since the phase began, or since the kill before
 * @param request the number of the S3 request, within the phase, that it gets the signal at; 0 for
 *     none
 * @param fate whether it is started again
 */
record Kill(Moment moment, Duration after, int request, Fate fate) {
  /** A phase of a recorder's life. */
  enum Moment {
    /** Its JVM starts. */
    STARTING,
    /** The Spark container runs. */
    WATCHING,
    /** It had SIGTERM. */
    DRAINING
  }

  /** What becomes of the recorder after the kill. */
  enum Fate {
    RESTARTED,
    /** As when its node is lost, or the Spark container has ended already. */
    DEAD
  }

  boolean isLast() {
    return fate == Fate.DEAD;
  }
}
