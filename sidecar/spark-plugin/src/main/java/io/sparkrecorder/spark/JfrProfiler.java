package io.sparkrecorder.spark;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.management.JMException;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * The JDK's own flight recorder, into the spool. As with the charts' JVM options, the repository is
 * in the spool as well: the chunks of a killed JVM stay there.
 */
final class JfrProfiler implements Profiler {
  private static final long MAX_SIZE = 256L << 20;

  private final Path repository;
  private final Path file;
  private final String settings;
  private Optional<Recording> recording = Optional.empty();

  private JfrProfiler(Path repository, Path file, String settings) {
    this.repository = repository;
    this.file = file;
    this.settings = settings;
  }

  static JfrProfiler into(Spool spool, String recordingName, String settings) {
    return new JfrProfiler(
        spool.folder().resolve("jfr"), spool.newRecording(recordingName), settings);
  }

  @Override
  public void start() throws Exception {
    Map<String, String> events = JfrSettings.read(settings);
    refuseForeignSecrets();
    useRepository();
    Recording begun = new Recording(events);
    recording = Optional.of(begun);
    begun.setName("spark-recorder");
    begun.setToDisk(true);
    begun.setMaxSize(MAX_SIZE);
    begun.setDumpOnExit(true);
    begun.setDestination(file);
    begun.start();
  }

  /**
   * Writes the file. While the JVM shuts down, JFR's own hook writes it; a close at the same time
   * can delete the chunks before that.
   */
  @Override
  public void stop() {
    if (!isShuttingDown()) {
      recording.ifPresent(Recording::close); // writes the file first: it has a destination
    }
  }

  private static boolean isShuttingDown() {
    try {
      Thread hook = new Thread(() -> {});
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /**
   * JFR writes the events of all recordings of a JVM into the same chunks, so this recording would
   * hold what another one asked for.
   */
  private static void refuseForeignSecrets() throws WrongSettings {
    for (Recording other : FlightRecorder.getFlightRecorder().getRecordings()) {
      for (String event : JfrSettings.LEFT_OUT) {
        if (other.getState() == RecordingState.RUNNING
            && "true".equals(other.getSettings().get(event + "#enabled"))) {
          throw new WrongSettings(
              String.format(
                  "the JVM's recording \"%s\" has %s, which often holds secrets and would be in this"
                      + " one too: stop it, or disable the event there",
                  other.getName(), event));
        }
      }
    }
  }

  @Override
  public String toString() {
    return "JFR, into " + file;
  }

  /** The API cannot set it; without it the chunks lie in the container's own /tmp. */
  private void useRepository() throws JMException {
    DiagnosticCommand.run(
        "jfrConfigure", "repositorypath=" + DiagnosticCommand.quoted(repository), "stackdepth=64");
  }
}
