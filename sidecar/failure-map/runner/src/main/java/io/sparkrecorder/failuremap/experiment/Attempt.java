package io.sparkrecorder.failuremap.experiment;

import io.sparkrecorder.failuremap.model.Cell;
import io.sparkrecorder.failuremap.model.Phase;

/**
 * A try of a cell that is to be made.
 *
 * @param number counts the tries of the cell from 1
 */
public record Attempt(Cell cell, int number, Phase phase) {}
