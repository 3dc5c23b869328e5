/** Reads and writes the documents of a results folder. */
package io.sparkrecorder.failuremap.results;
