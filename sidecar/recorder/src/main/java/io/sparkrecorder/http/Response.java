package io.sparkrecorder.http;

import java.io.InputStream;

/**
 * The answer to a request.
 *
 * @param body to its end; closing it earlier closes the connection
 */
public record Response(Head head, InputStream body) {}
