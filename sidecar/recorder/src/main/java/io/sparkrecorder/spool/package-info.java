/**
 * Reads the folder that recording agents write to, safely while they change it, and watches it for
 * changes.
 *
 * <p>May import: time.
 */
package io.sparkrecorder.spool;
