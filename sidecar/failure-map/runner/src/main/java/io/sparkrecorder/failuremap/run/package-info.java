/**
 * Runs the tries of an experiment, as many applications at a time as the place allows, and stores
 * each result.
 */
package io.sparkrecorder.failuremap.run;
