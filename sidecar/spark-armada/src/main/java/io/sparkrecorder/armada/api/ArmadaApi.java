package io.sparkrecorder.armada.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Predicate;

/**
 * Armada's server. Job items and events are JSON with the names of Armada's and Kubernetes' API.
 */
public interface ArmadaApi extends AutoCloseable {

  /**
   * Submits jobs, in as many requests as their size needs. If Armada refuses some, the others are
   * cancelled. After a {@link ArmadaProblem#passing} problem, the same call continues: Armada
   * answers a client id that it knows with the job that it has.
   *
   * @return the ids of the jobs, in the order of the items
   * @throws ArmadaProblem if the server cannot be reached or refuses a request
   */
  List<String> submit(String queue, String jobSet, List<ObjectNode> items);

  /**
   * Cancels jobs and returns the ids that Armada accepted; a job that has ended is not among them.
   */
  List<String> cancel(String queue, String jobSet, List<String> jobs, String reason);

  /** Creates a queue, which jobs can use 1 to 10 seconds later. */
  void createQueue(String queue);

  /**
   * Reads the events of a job set in their order, and blocks while it does.
   *
   * @param after the id of the last event that the caller has seen, or "" for all
   * @param follow whether to wait for further events when all are read
   * @param each takes one event, an object with {@code id} and {@code message}, and returns whether
   *     to read on
   * @throws ArmadaProblem if the stream breaks; {@link ArmadaProblem#passing} tells whether to read
   *     again
   */
  void events(String queue, String jobSet, String after, boolean follow, Predicate<JsonNode> each);

  @Override
  void close();
}
