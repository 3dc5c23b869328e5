package io.sparkrecorder.spool;

import java.util.List;

/**
 * The content of the spool at one moment.
 *
 * @param oddities entries that are not regular files
 * @param unreadable files and folders that the recorder cannot read; they may hold recordings
 */
public record Snapshot(List<SpoolFile> files, List<Oddity> oddities, List<Oddity> unreadable) {}
