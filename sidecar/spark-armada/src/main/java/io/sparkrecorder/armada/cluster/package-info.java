/**
 * Runs executors as jobs of Armada for a driver that listens already: submits them, follows their
 * events, and tells Spark how they end.
 */
@NullMarked
package io.sparkrecorder.armada.cluster;

import org.jspecify.annotations.NullMarked;
