/**
 * Bounds work in time: deadlines that may move, and calls of a file system that may hang.
 *
 * <p>May import: none of the other packages.
 */
package io.sparkrecorder.time;
