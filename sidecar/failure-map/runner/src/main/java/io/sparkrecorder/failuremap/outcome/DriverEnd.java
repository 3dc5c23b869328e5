package io.sparkrecorder.failuremap.outcome;

import java.util.OptionalInt;

/**
 * The end of a driver that did not end its run.
 *
 * @param exitCode empty if it is not known, or the runner ended the driver
 * @param oomKilled the container's status says OOMKilled
 * @param log the last lines of its output
 * @param late the runner ended it because it took too long
 */
public record DriverEnd(OptionalInt exitCode, boolean oomKilled, String log, boolean late) {}
