package io.sparkrecorder.store;

import io.sparkrecorder.checksum.Crc32c;

/**
 * A part of a growing file.
 *
 * @param number from 1
 * @param offset begin of the part in the file
 * @param bytes size of the part
 * @param crc32c checksum of these bytes
 * @param full whether it is complete; otherwise it may still grow
 */
public record Part(int number, long offset, long bytes, Crc32c crc32c, boolean full) {}
