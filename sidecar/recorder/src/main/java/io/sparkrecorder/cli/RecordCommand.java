package io.sparkrecorder.cli;

import io.sparkrecorder.config.BadSettings;
import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.record.Recorder;
import io.sparkrecorder.record.Stop;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code recorder record}: the sidecar. Its exit code is always 0, because a sidecar that fails
 * must never fail a job; the truth is in the marker, the manifest and the log.
 */
final class RecordCommand {
  private static final Logger LOG = LoggerFactory.getLogger(RecordCommand.class);

  private final Map<String, String> environment;
  private final Stop stop;

  /**
   * Makes the command.
   *
   * @param stop request to end that a signal makes, possibly before this call
   */
  RecordCommand(Map<String, String> environment, Stop stop) {
    this.environment = environment;
    this.stop = stop;
  }

  int call() {
    try {
      RecorderSettings settings = RecorderSettings.from(environment);
      new Recorder(settings, Clock.systemUTC(), stop).run();
    } catch (BadSettings e) {
      e.problems().forEach(LOG::error);
    } catch (IOException e) {
      LOG.error("nothing can be recorded: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("the recorder ends early", e);
    }
    return 0;
  }
}
