/**
 * Talks to Armada's server over gRPC; everything above it sees JSON. No other package knows gRPC or
 * protobuf.
 */
@NullMarked
package io.sparkrecorder.armada.api;

import org.jspecify.annotations.NullMarked;
