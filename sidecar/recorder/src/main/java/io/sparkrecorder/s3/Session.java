package io.sparkrecorder.s3;

/**
 * A multipart upload that the server knows.
 *
 * @param upload what is under way
 * @param checksums whether its parts carry checksums, which was settled when it began
 * @param fullObject whether the server checks the whole object's checksum
 */
record Session(Multipart upload, boolean checksums, boolean fullObject) {}
