package io.sparkrecorder.discovery;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Learns which executors there are while the job runs. */
public interface Discovery extends AutoCloseable {
  /**
   * Begins to tell of every executor, and again whenever something about one changed. Does not
   * wait, and does not throw: a job must not suffer from a cluster that cannot be asked.
   *
   * @param listener called from threads of the discovery
   */
  void start(Consumer<Sighting> listener);

  /**
   * Looks once more, now, and tells what it sees before it returns.
   *
   * @return the uids of all executors' pods that there are; empty when that cannot be said
   */
  Optional<Set<String>> refresh();

  /** Why there may have been executors of which it never heard; empty when it could look. */
  default Optional<String> blind() {
    return Optional.empty();
  }

  @Override
  void close();
}
