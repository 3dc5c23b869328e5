package io.sparkrecorder.spool;

/**
 * Something below the spool that is no regular file or cannot be looked at.
 *
 * @param name path below the spool; odd characters are percent-encoded
 * @param what such as "symbolic link"
 */
public record Oddity(String name, String what) {}
