package io.sparkrecorder.spool;

import java.util.List;

/**
 * What lies in the spool at one moment.
 *
 * @param oddities what is no regular file
 * @param unreadable files and folders that the recorder cannot look at; there may be recordings
 */
public record Snapshot(List<SpoolFile> files, List<Oddity> oddities, List<Oddity> unreadable) {}
