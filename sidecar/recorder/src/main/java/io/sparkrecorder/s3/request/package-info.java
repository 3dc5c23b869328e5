/**
 * Sends one request until it succeeds, is refused or the deadline passes, and words the problem for
 * people.
 *
 * <p>May import: config, http, s3.model, text, time.
 */
package io.sparkrecorder.s3.request;
