package io.sparkrecorder.s3.model;

import java.time.Instant;

/** One object of a listing. */
public record ObjectEntry(String key, long bytes, Instant lastModified) {}
