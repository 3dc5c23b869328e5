package io.sparkrecorder.failuremap.run;

import io.sparkrecorder.failuremap.experiment.Attempt;
import io.sparkrecorder.failuremap.experiment.Batch;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.outcome.ApplicationLog;
import io.sparkrecorder.failuremap.outcome.DriverEnd;
import io.sparkrecorder.failuremap.outcome.Platform;
import io.sparkrecorder.failuremap.outcome.PodEnd;
import io.sparkrecorder.failuremap.outcome.RunReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts Spark applications of the failure map, on this machine or on a cluster. */
public interface Applications {
  /** Starts an application that makes these tries in their order. */
  Application start(Shape shape, List<Attempt> attempts) throws IOException;

  Platform platform();

  /** The number of applications that may be there at the same time. */
  default int atOnce() {
    return 1;
  }

  /**
   * Takes over applications that a killed runner left.
   *
   * @param batches those that start first; applications that make none of them are ended
   */
  default void adopt(List<Batch> batches) {}

  /** A started application. Closing ends it, and nothing else. */
  interface Application extends AutoCloseable {
    /** The lines of the driver's output that are there by now. */
    List<String> output() throws IOException;

    boolean alive();

    /** Whether this runner ends it, so that its end tells nothing about a cell. */
    boolean interrupted();

    /** How the driver ended, once it is not alive. */
    DriverEnd end(boolean late) throws IOException;

    /** Whether the event log can be read while the application is alive. */
    default boolean logIsLive() {
      return true;
    }

    /** The reason why the cluster did not give the application its pods; empty without one. */
    default Optional<String> obstacle() {
      return Optional.empty();
    }

    /** The ends of executors' pods by the executor's id, as far as they are known. */
    default Map<String, PodEnd> pods() {
      return Map.of();
    }

    /** The event log as far as Spark has written it. */
    ApplicationLog log() throws IOException;

    /** The recordings, which are complete once the application is not alive. */
    RunReader.Recordings recordings();

    /** Tells a person where the application's output is, or what it says. */
    String place();

    /** Ends the application at once. */
    void kill();

    @Override
    void close();
  }
}
