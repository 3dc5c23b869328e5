package io.sparkrecorder.discovery;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Finds the executors of an application while its job runs. */
public interface Discovery extends AutoCloseable {
  /**
   * Starts to report every executor, and reports it again after each change. Neither waits nor
   * throws: an unreachable cluster must not harm the job.
   *
   * @param listener called on threads of the discovery
   */
  void start(Consumer<Sighting> listener);

  /**
   * Looks again immediately, and reports all sightings before it returns.
   *
   * @return the uids of all existing executor pods; empty when they cannot be determined
   */
  Optional<Set<String>> refresh();

  /** The reason why executors may have been missed; empty when the discovery was able to look. */
  default Optional<String> blind() {
    return Optional.empty();
  }

  @Override
  void close();
}
