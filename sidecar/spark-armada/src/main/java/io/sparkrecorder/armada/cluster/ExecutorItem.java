package io.sparkrecorder.armada.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A job item with the executor that it runs. */
final class ExecutorItem {

  private final String executorId;
  private final String container;
  private final ObjectNode json;

  ExecutorItem(String executorId, String container, ObjectNode json) {
    this.executorId = executorId;
    this.container = container;
    this.json = json;
  }

  String executorId() {
    return executorId;
  }

  /** The name of the container that runs Spark. */
  String container() {
    return container;
  }

  ObjectNode json() {
    return json;
  }
}
