package io.sparkrecorder.cli;

import io.sparkrecorder.record.Stop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Handles signals of the operating system. A handler is better than a shutdown hook: the JVM stays
 * whole during the drain, a second signal changes nothing, and the recorder chooses its exit code.
 *
 * <p>The handlers are in place within a few milliseconds of main: plain classes, because a lambda
 * or a proxy takes longer, and no logger until a signal comes.
 */
final class Signals {
  /** A launcher waits until the JVM catches this signal, see {@code supervise.sh}. */
  private static final String READY = "USR1";

  private Signals() {}

  /** Makes SIGTERM, SIGINT and SIGHUP ask the recorder to end from now on. */
  static void ask(Stop stop) {
    SignalHandler handler = new Ask(stop);
    Signal.handle(new Signal("TERM"), handler);
    Signal.handle(new Signal("INT"), handler);
    Signal.handle(new Signal("HUP"), handler);
    Signal.handle(new Signal(READY), new Nothing());
  }

  private static final class Ask implements SignalHandler {
    private final Stop stop;

    Ask(Stop stop) {
      this.stop = stop;
    }

    @Override
    public void handle(Signal signal) {
      boolean first = stop.ask();
      Log.LOG.info(first ? "SIG{}" : "SIG{} again: the drain continues", signal.getName());
    }
  }

  /** Catches the signal instead of ignoring it: the kernel tells the two apart. */
  private static final class Nothing implements SignalHandler {
    @Override
    public void handle(Signal signal) {}
  }

  private static final class Log {
    static final Logger LOG = LoggerFactory.getLogger(RecordCommand.class);
  }
}
