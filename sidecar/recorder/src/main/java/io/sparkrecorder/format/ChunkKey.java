package io.sparkrecorder.format;

/**
 * The identity of a JFR chunk: a dump repeats the chunks of the repository byte for byte, so the
 * same key means the same chunk.
 *
 * @param startNanos begin of the chunk, nanoseconds since the epoch
 * @param startTicks the same moment on the JVM's own clock
 */
public record ChunkKey(long startNanos, long startTicks) {}
