/** The command line {@code failure-map}; no other package knows it. */
package io.sparkrecorder.failuremap.cli;
