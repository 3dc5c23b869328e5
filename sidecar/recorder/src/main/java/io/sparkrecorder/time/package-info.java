/**
 * Limits the time of work: deadlines that may move, and file system calls that may hang.
 *
 * <p>May import: none of the other packages.
 */
package io.sparkrecorder.time;
