/** Sums up the runs of an experiment, states findings, and makes the page that shows them. */
package io.sparkrecorder.failuremap.report;
