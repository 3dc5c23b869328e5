package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.application.AppFile;

/**
 * A file after it was read.
 *
 * @param file the file in its final state
 * @param events events in it, or -1 if it was not read
 */
public record FileOutcome(AppFile file, long events) {}
