package io.sparkrecorder.armada.job;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Jobs that Armada starts all at once or not at all, on nodes with the same value of one label. */
public final class Gang {

  private final String id;
  private final int size;
  private final String uniformityLabel;

  /**
   * A gang.
   *
   * @param id unique in the job set
   * @param size the number of its jobs, 2 or more
   * @param uniformityLabel the node label that tells clusters apart
   */
  public Gang(String id, int size, String uniformityLabel) {
    this.id = id;
    this.size = size;
    this.uniformityLabel = uniformityLabel;
  }

  void join(ObjectNode annotations) {
    annotations
        .put("armadaproject.io/gangId", id)
        .put("armadaproject.io/gangCardinality", Integer.toString(size))
        .put("armadaproject.io/gangNodeUniformityLabel", uniformityLabel);
  }
}
