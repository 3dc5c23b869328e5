package io.sparkrecorder.report.profile;

/** A SQL execution. */
public record QueryRow(long id, String description) {}
