/**
 * Writes enum constants the way people type them in settings and documents, and failures whose
 * message may be null.
 *
 * <p>May import: none of the other packages.
 */
package io.sparkrecorder.text;
