package io.sparkrecorder.armada.job;

/** Values for fields that a pod leaves open, and that Armada would otherwise fill with its own. */
public final class PodDefaults {

  /**
   * Armada replaces a missing grace by this many seconds at least, and refuses more than {@link
   * #MAX_GRACE}.
   */
  static final int MIN_GRACE = 1;

  static final int MAX_GRACE = 300;

  private final int graceSeconds;
  private final String storage;
  private final String sidecarStorage;

  /**
   * Defaults of one role.
   *
   * @param graceSeconds the time between SIGTERM and SIGKILL, 1 to 300 seconds
   * @param storage ephemeral storage of the Spark container
   * @param sidecarStorage ephemeral storage of every other container
   */
  public PodDefaults(int graceSeconds, String storage, String sidecarStorage) {
    this.graceSeconds = graceSeconds;
    this.storage = storage;
    this.sidecarStorage = sidecarStorage;
  }

  int graceSeconds() {
    return graceSeconds;
  }

  String storageOf(boolean spark) {
    return spark ? storage : sidecarStorage;
  }
}
