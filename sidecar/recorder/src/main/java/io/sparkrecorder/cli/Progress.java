package io.sparkrecorder.cli;

import io.sparkrecorder.config.Units;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Progress of a concurrent download of files: a moving line in a terminal, one line per file
 * elsewhere.
 */
final class Progress {
  private static final long EVERY_NANOS = 100_000_000;

  private final PrintWriter to;
  private final long total;
  private final boolean terminal;
  private long done;
  private long shown;

  Progress(PrintWriter to, long total, boolean terminal) {
    this.to = to;
    this.total = total;
    this.terminal = terminal;
  }

  /** A consumer for one file, which takes the number of bytes that have arrived so far. */
  Consumer<Long> file() {
    AtomicLong before = new AtomicLong();
    return bytes -> advance(bytes - before.getAndSet(bytes));
  }

  synchronized void done(Path file, long bytes) {
    line("%s  %s".formatted(Printable.of(file.toString()), Units.text(bytes)));
  }

  synchronized void kept(Path file, long bytes) {
    advance(bytes);
    line("%s  %s, exists".formatted(Printable.of(file.toString()), Units.text(bytes)));
  }

  synchronized void end() {
    if (terminal) {
      to.print("\r\033[K");
      to.flush();
    }
  }

  private synchronized void advance(long more) {
    done += more;
    long now = System.nanoTime();
    if (terminal && now - shown > EVERY_NANOS) {
      shown = now;
      to.printf(
          "\r\033[K%3d %%  %s of %s",
          total == 0 ? 100 : done * 100 / total, Units.text(done), Units.text(total));
      to.flush();
    }
  }

  private void line(String text) {
    to.println((terminal ? "\r\033[K" : "") + text);
    to.flush();
  }
}
