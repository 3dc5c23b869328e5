package io.sparkrecorder.spark;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** Collects the plugin's log lines, with Spark's own logging library. */
final class PluginLog extends AbstractAppender implements AutoCloseable {
  private final Logger logger = (Logger) LogManager.getLogger(ProfilerPlugin.class);
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();

  private PluginLog() {
    super("plugin", null, null, true, Property.EMPTY_ARRAY);
  }

  static PluginLog open() {
    PluginLog log = new PluginLog();
    log.start();
    Configurator.setLevel(log.logger.getName(), Level.INFO);
    log.logger.setAdditive(false);
    log.logger.addAppender(log);
    return log;
  }

  @Override
  public void append(LogEvent event) {
    String line = event.getMessage().getFormattedMessage();
    (event.getLevel().isMoreSpecificThan(Level.WARN) ? warnings : notes).add(line);
  }

  List<String> warnings() {
    return warnings;
  }

  List<String> notes() {
    return notes;
  }

  @Override
  public void close() {
    logger.removeAppender(this);
    logger.setAdditive(true);
    stop();
  }
}
