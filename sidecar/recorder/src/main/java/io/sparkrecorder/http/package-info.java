/**
 * Sends HTTP 1.1 requests over plain sockets: early answers, {@code Expect}, proxies, and little
 * memory. It knows nothing of S3.
 *
 * <p>May import: none of the other packages.
 */
package io.sparkrecorder.http;
