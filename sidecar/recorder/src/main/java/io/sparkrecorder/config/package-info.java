/**
 * Holds the settings: names, units, defaults, bounds and descriptions of all {@code RECORDER_*}
 * variables, and the records that are read from them.
 *
 * <p>May import: text.
 */
package io.sparkrecorder.config;
