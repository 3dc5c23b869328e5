package io.sparkrecorder.s3;

/**
 * A multipart upload that the server knows.
 *
 * @param upload what is under way
 * @param checksums whether its parts carry checksums, which was settled when it began
 * @param fullObject whether the server checks the whole object's checksum
 * @param bare whether its parts go without checksums and chunks because they were refused
 */
record Session(Multipart upload, boolean checksums, boolean fullObject, boolean bare) {}
