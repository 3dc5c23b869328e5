package io.sparkrecorder.failuremap.run;

import io.sparkrecorder.failuremap.outcome.ApplicationLog;
import io.sparkrecorder.failuremap.outcome.DriverEnd;
import io.sparkrecorder.failuremap.outcome.RunReader;
import java.io.IOException;
import java.util.List;

/** An application that does the same as another one. */
abstract class ForwardingApplication implements Applications.Application {
  private final Applications.Application to;

  ForwardingApplication(Applications.Application to) {
    this.to = to;
  }

  @Override
  public List<String> output() throws IOException {
    return to.output();
  }

  @Override
  public boolean alive() {
    return to.alive();
  }

  @Override
  public boolean interrupted() {
    return to.interrupted();
  }

  @Override
  public DriverEnd end(boolean late) throws IOException {
    return to.end(late);
  }

  @Override
  public ApplicationLog log() throws IOException {
    return to.log();
  }

  @Override
  public RunReader.Recordings recordings() {
    return to.recordings();
  }

  @Override
  public String place() {
    return to.place();
  }

  @Override
  public void kill() {
    to.kill();
  }

  @Override
  public void close() {
    to.close();
  }
}
