package io.sparkrecorder.http;

import java.io.InputStream;

/**
 * The response to a request.
 *
 * @param body must be closed; closing it before its end closes the connection
 */
public record Response(Head head, InputStream body) {}
