/** Programs that read recordings with the libraries of others, each in a JVM of its own. */
package io.sparkrecorder.bench.report.peer;
