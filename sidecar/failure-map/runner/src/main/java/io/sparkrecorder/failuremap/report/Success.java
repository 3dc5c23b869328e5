package io.sparkrecorder.failuremap.report;

/**
 * A cell that succeeded, with the medians of its good runs.
 *
 * @param work names the data and the skew that the cell shares with others
 * @param onFront whether no other shape with the same join did the same work cheaper and faster
 */
record Success(
    String work,
    long buildBytes,
    MapCell cell,
    int goodRuns,
    Pareto.Point median,
    boolean onFront) {}
