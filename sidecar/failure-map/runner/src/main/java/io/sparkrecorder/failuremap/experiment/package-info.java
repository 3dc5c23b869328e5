/** Reads an experiment from YAML, and plans its cells and further tries. */
package io.sparkrecorder.failuremap.experiment;
