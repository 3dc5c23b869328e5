package io.sparkrecorder.report.cli;

import io.sparkrecorder.cli.Printable;
import io.sparkrecorder.config.Units;
import io.sparkrecorder.report.profile.ProfileBuilder;
import java.io.PrintWriter;

/** Shows in a moving line of a terminal which file is read; elsewhere nothing. */
final class TerminalProgress implements ProfileBuilder.Progress, AutoCloseable {
  private static final long EVERY_NANOS = 100_000_000;
  private static final int LONGEST_NAME = 50;

  private final PrintWriter to;
  private final boolean terminal;
  private String file = "";
  private long shown;

  TerminalProgress(PrintWriter to, boolean terminal) {
    this.to = to;
    this.terminal = terminal;
  }

  @Override
  public void file(String name, int number, int of) {
    String safe = Printable.of(name);
    file =
        "%d of %d  %s"
            .formatted(
                number,
                of,
                safe.length() <= LONGEST_NAME
                    ? safe
                    : "…" + safe.substring(safe.length() - LONGEST_NAME));
    show("");
  }

  @Override
  public void bytes(long bytes) {
    show("  " + Units.text(bytes));
  }

  private void show(String more) {
    long now = System.nanoTime();
    if (terminal && now - shown > EVERY_NANOS) {
      shown = now;
      to.print("\r\033[K" + file + more);
      to.flush();
    }
  }

  @Override
  public void close() {
    if (terminal) {
      to.print("\r\033[K");
      to.flush();
    }
  }

  /**
   * Checks for null first: System.console() does return null if standard input is no terminal,
   * contrary to the compiler's check.
   */
  @SuppressWarnings("SystemConsoleNull")
  static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }
}
