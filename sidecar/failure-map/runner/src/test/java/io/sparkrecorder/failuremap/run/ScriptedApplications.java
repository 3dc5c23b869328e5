package io.sparkrecorder.failuremap.run;

import io.sparkrecorder.failuremap.experiment.Attempt;
import io.sparkrecorder.failuremap.model.Recording;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.outcome.ApplicationLog;
import io.sparkrecorder.failuremap.outcome.ApplicationLogReader;
import io.sparkrecorder.failuremap.outcome.DriverEnd;
import io.sparkrecorder.failuremap.outcome.Platform;
import io.sparkrecorder.failuremap.outcome.PodEnd;
import io.sparkrecorder.failuremap.outcome.RunReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Applications that print the lines of real ones at once; the driver dies in some cells. */
final class ScriptedApplications implements Applications {
  private final Set<String> deadly;
  private final boolean starts;
  private final List<List<String>> started = new ArrayList<>();

  private final boolean interrupted;

  private ScriptedApplications(Set<String> deadly, boolean starts, boolean interrupted) {
    this.deadly = deadly;
    this.starts = starts;
    this.interrupted = interrupted;
  }

  /** The runner itself ends each application in this cell. */
  static ScriptedApplications interruptedIn(String cell) {
    return new ScriptedApplications(Set.of(cell), true, true);
  }

  static ScriptedApplications dyingIn(String... cells) {
    return new ScriptedApplications(Set.of(cells), true, false);
  }

  static ScriptedApplications thatDoNotStart() {
    return new ScriptedApplications(Set.of(), false, false);
  }

  /** The cells that each application was started with. */
  List<List<String>> started() {
    return started;
  }

  @Override
  public Platform platform() {
    return Platform.LOCAL;
  }

  @Override
  public Application start(Shape shape, List<Attempt> attempts) {
    started.add(attempts.stream().map(attempt -> attempt.cell().name()).toList());
    return new Scripted(starts ? lines(attempts) : List.of("no Spark"), interrupted);
  }

  private List<String> lines(List<Attempt> attempts) {
    List<String> lines = new ArrayList<>();
    lines.add("{\"event\":\"application\",\"id\":\"app-1\",\"spark\":\"4.1.1\",\"java\":\"17\"}");
    for (Attempt attempt : attempts) {
      String cell =
          "\"cell\":\"%s\",\"try\":%d,\"millis\":5"
              .formatted(attempt.cell().name(), attempt.number());
      lines.add("{\"event\":\"start\",%s}".formatted(cell));
      if (deadly.contains(attempt.cell().name())) {
        break;
      }
      lines.add(
          "{\"event\":\"end\",%s,\"wallMillis\":7,\"late\":false,\"plan\":\"%s\",\"rows\":9,\"right\":true}"
              .formatted(cell, attempt.cell().join().operator()));
      lines.add("{\"event\":\"ready\",%s}".formatted(cell));
    }
    return lines.stream().map(line -> "failure-map " + line).toList();
  }

  private record Scripted(List<String> output, boolean interrupted) implements Application {
    @Override
    public boolean alive() {
      return false;
    }

    @Override
    public DriverEnd end(boolean late) {
      return new DriverEnd(PodEnd.exited(OptionalInt.of(52)), "", late);
    }

    @Override
    public ApplicationLog log() throws IOException {
      return ApplicationLogReader.read(InputStream.nullInputStream());
    }

    @Override
    public RunReader.Recordings recordings() {
      return new RunReader.Recordings() {
        @Override
        public List<Recording> of(String executor, boolean alive) {
          return List.of();
        }

        @Override
        public String command(String executor) {
          return "";
        }
      };
    }

    @Override
    public String place() {
      return "nowhere";
    }

    @Override
    public void kill() {}

    @Override
    public void close() {}
  }
}
