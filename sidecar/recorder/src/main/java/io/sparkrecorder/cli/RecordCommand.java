package io.sparkrecorder.cli;

import io.sparkrecorder.config.BadSettings;
import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.record.Recorder;
import io.sparkrecorder.record.Stop;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code recorder record}: the sidecar. Its exit code is 0 whatever happens, because a sidecar that
 * fails must never fail a job; the truth is in the marker, the manifest and the log.
 */
final class RecordCommand {
  private static final Logger LOG = LoggerFactory.getLogger(RecordCommand.class);
  private static final List<String> ENDINGS = List.of("TERM", "INT", "HUP");

  private final Map<String, String> environment;

  RecordCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  int call() {
    try {
      RecorderSettings settings = RecorderSettings.from(environment);
      Stop stop = new Stop();
      ENDINGS.forEach(name -> Signals.handle(name, () -> ask(stop, name)));
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

  private static void ask(Stop stop, String signal) {
    LOG.info(stop.ask() ? "SIG{}" : "SIG{} again: the drain goes on", signal);
  }
}
