/**
 * Recognizes the format of a file, whether it is complete, and the places where it can be cut so
 * that every piece is readable: JFR, heap dumps, crash logs.
 *
 * <p>May import: text.
 */
package io.sparkrecorder.format;
