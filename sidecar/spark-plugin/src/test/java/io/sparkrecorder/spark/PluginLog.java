package io.sparkrecorder.spark;

import java.beans.PropertyChangeListener;
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

  private final PropertyChangeListener attachment = change -> attach();

  private PluginLog() {
    super("plugin", null, null, true, Property.EMPTY_ARRAY);
  }

  static PluginLog open() {
    PluginLog log = new PluginLog();
    log.start();
    log.attach();
    log.logger.getContext().addPropertyChangeListener(log.attachment);
    return log;
  }

  /** Spark replaces the configuration, with its appenders, when it logs its first line. */
  private void attach() {
    Configurator.setLevel(logger.getName(), Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(this);
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
    logger.getContext().removePropertyChangeListener(attachment);
    logger.removeAppender(this);
    logger.setAdditive(true);
    stop();
  }
}
