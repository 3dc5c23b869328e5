/** Tells from an event log, the job's journal and the driver's end how a run ended. */
package io.sparkrecorder.failuremap.outcome;
