/** Estimates failure probabilities and boundaries from counts of runs; it knows no run document. */
package io.sparkrecorder.failuremap.report.statistics;
