/**
 * Writes enum constants the way people type them in settings and documents.
 *
 * <p>May import: none of the other packages.
 */
package io.sparkrecorder.text;
