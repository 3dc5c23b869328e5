package io.sparkrecorder.spool;

/**
 * An entry below the spool that is not a regular file or cannot be read.
 *
 * @param name path below the spool; unsafe characters are percent-encoded
 * @param what kind of entry, such as "symbolic link"
 */
public record Oddity(String name, String what) {}
