/**
 * Sends HTTP 1.1 requests over plain sockets, with early responses, {@code Expect}, proxies, and
 * little memory. It knows nothing about S3.
 *
 * <p>May import: none of the other packages.
 */
package io.sparkrecorder.http;
