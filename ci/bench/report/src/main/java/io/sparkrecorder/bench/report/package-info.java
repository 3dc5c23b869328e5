/** Measures reports, and two peers on the same files. */
package io.sparkrecorder.bench.report;
