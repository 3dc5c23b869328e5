package io.sparkrecorder.failuremap.outcome;

/**
 * The end of a driver that did not end its run.
 *
 * @param pod how its process or pod ended; unknown if the runner ended it
 * @param log the last lines of its output
 * @param late the runner ended it because it took too long
 */
public record DriverEnd(PodEnd pod, String log, boolean late) {}
