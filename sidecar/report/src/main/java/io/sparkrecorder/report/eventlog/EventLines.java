package io.sparkrecorder.report.eventlog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** The lines of a file of an event log, each with the name of its event. */
public final class EventLines implements AutoCloseable {
  private static final long MOST_BYTES = 8L << 30;
  private static final int PREFIX = 200;
  private static final String EVENT = "\"Event\":\"";

  private final Lines lines;
  private final InputStream text;

  /** Takes the JSON object of an event. */
  @FunctionalInterface
  public interface Consumer {
    /**
     * Takes an event; bytes of its line that are not read are skipped.
     *
     * @param event simple name of the event's class; empty if the line has none
     */
    void accept(String event, InputStream line) throws IOException;
  }

  /** Opens a file, whichever way it is compressed. */
  public EventLines(Path file) throws IOException {
    this(() -> Files.newInputStream(file));
  }

  /**
   * Takes a file that cannot be opened again, and closes it: lines that its decompressor still
   * holds before a damaged block are lost.
   */
  public EventLines(InputStream file) throws IOException {
    this(once(file));
  }

  private EventLines(Codec.Opener file) throws IOException {
    text = Codec.open(file);
    lines = new Lines(text, MOST_BYTES);
  }

  private static Codec.Opener once(InputStream file) {
    AtomicBoolean opened = new AtomicBoolean();
    return () -> {
      if (opened.getAndSet(true)) {
        throw new IOException("the file is damaged");
      }
      return file;
    };
  }

  /**
   * Gives all lines to a consumer.
   *
   * @throws IOException if the file breaks off; the lines before are given
   */
  public void forEach(Consumer consumer) throws IOException {
    while (lines.next()) {
      lines.fillAtLeast(PREFIX);
      String event = event(lines.prefix(PREFIX));
      try (InputStream line = lines.line()) {
        consumer.accept(event, line);
      }
    }
  }

  /** The number of lines that were read to their end. */
  public long complete() {
    return lines.complete();
  }

  /** Whether the file is longer than the 8 GiB that are read. */
  public boolean cut() {
    return lines.cut();
  }

  private static String event(String prefix) {
    int start = prefix.indexOf(EVENT);
    int line = prefix.indexOf('\n');
    if (start < 0 || (line >= 0 && line < start)) {
      return "";
    }
    int end = prefix.indexOf('"', start + EVENT.length());
    String name = end < 0 ? "" : prefix.substring(start + EVENT.length(), end);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
