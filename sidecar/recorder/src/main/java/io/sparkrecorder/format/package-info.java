/**
 * Tells what a file is, whether it is complete, and where it can be cut so that every piece is
 * readable: JFR, heap dumps, crash logs.
 *
 * <p>May import: text.
 */
package io.sparkrecorder.format;
