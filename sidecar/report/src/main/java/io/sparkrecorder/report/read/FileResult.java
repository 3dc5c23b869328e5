package io.sparkrecorder.report.read;

import java.util.Optional;

/**
 * The outcome of reading one recording.
 *
 * @param events number of its events
 * @param open whether its JVM never closed it
 * @param problem why not all of it was read; empty if it was
 */
public record FileResult(long events, boolean open, Optional<String> problem) {}
