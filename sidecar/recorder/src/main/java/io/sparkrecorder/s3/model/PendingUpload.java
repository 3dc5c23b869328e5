package io.sparkrecorder.s3.model;

/** A multipart upload that is neither completed nor aborted. */
public record PendingUpload(String key, String uploadId) {}
