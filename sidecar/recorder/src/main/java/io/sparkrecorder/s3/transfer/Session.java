package io.sparkrecorder.s3.transfer;

import io.sparkrecorder.s3.model.Multipart;

/**
 * A multipart upload that the server knows.
 *
 * @param upload the upload in progress
 * @param checksums whether its parts carry checksums, which is decided when it begins
 * @param fullObject whether the server checks the whole object's checksum
 * @param bare whether its parts go without checksums and chunks because they were refused
 */
public record Session(Multipart upload, boolean checksums, boolean fullObject, boolean bare) {}
