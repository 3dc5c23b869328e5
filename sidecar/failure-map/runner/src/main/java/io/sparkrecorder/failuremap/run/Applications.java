package io.sparkrecorder.failuremap.run;

import io.sparkrecorder.failuremap.experiment.Attempt;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.outcome.ApplicationLog;
import io.sparkrecorder.failuremap.outcome.DriverEnd;
import io.sparkrecorder.failuremap.outcome.Platform;
import io.sparkrecorder.failuremap.outcome.RunReader;
import java.io.IOException;
import java.util.List;

/** Starts Spark applications of the failure map, on this machine or on a cluster. */
public interface Applications {
  /** Starts an application that makes these tries in their order. */
  Application start(Shape shape, List<Attempt> attempts) throws IOException;

  Platform platform();

  /** A started application. Closing ends it, and nothing else. */
  interface Application extends AutoCloseable {
    /** The lines of the driver's output that are there by now. */
    List<String> output() throws IOException;

    boolean alive();

    /** Whether this runner ends it, so that its end tells nothing about a cell. */
    boolean interrupted();

    /** How the driver ended, once it is not alive. */
    DriverEnd end(boolean late) throws IOException;

    /** The event log as far as Spark has written it. */
    ApplicationLog log() throws IOException;

    RunReader.Recordings recordings();

    /** A place where a person finds the application's output. */
    String place();

    /** Ends the application at once. */
    void kill();

    @Override
    void close();
  }
}
