/** Runs the tries of an experiment one after another, and stores each result. */
package io.sparkrecorder.failuremap.run;
