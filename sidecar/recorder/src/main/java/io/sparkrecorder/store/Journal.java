package io.sparkrecorder.store;

import io.sparkrecorder.marker.Fields;
import io.sparkrecorder.marker.Json;
import io.sparkrecorder.marker.MalformedDocument;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of JSON lines that only grows and has one writer. A line that a kill cut short is dropped
 * when the journal is opened again.
 */
public final class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final FileChannel channel;

  private Journal(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens for writing; makes the file and its folders where they are missing. */
  public static Journal open(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    boolean fresh = Files.notExists(file);
    long whole = wholeLines(file);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(whole).position(whole);
    if (fresh) {
      Durable.forceFolder(file.getParent());
    }
    return new Journal(channel);
  }

  /**
   * Gives the whole lines of a journal, also of one that someone else is writing; none without a
   * file. A line in its middle that cannot be read hides no other.
   *
   * @return how many could not be read
   */
  public static int replay(Path file, Consumer<Fields> reader) throws IOException {
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
      return replay(bytes, file, reader);
    } catch (NoSuchFileException e) {
      return 0; // nothing was written yet
    }
  }

  /**
   * As {@link #replay(Path, Consumer)}, for a journal that is no file.
   *
   * @param name for the log
   */
  public static int replay(InputStream bytes, Object name, Consumer<Fields> reader)
      throws IOException {
    int unreadable = 0;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = bytes.read(); next >= 0; next = bytes.read()) {
      if (next != '\n') {
        line.write(next);
        continue;
      }
      try {
        reader.accept(Json.parse(line.toByteArray()));
      } catch (MalformedDocument e) {
        unreadable++;
        LOG.warn("a line of {} cannot be read: {}", name, e.getMessage());
      }
      line.reset();
    }
    return unreadable;
  }

  /** Adds lines without waiting for the disk. */
  public void note(List<? extends Map<String, ?>> lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Map<String, ?> line : lines) {
      text.append(Json.line(line)).append('\n');
    }
    long before = channel.position();
    ByteBuffer buffer = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      // A full disk may have taken half a line; what follows must not be glued to it.
      channel.truncate(before).position(before);
      throw e;
    }
  }

  /** Adds lines; when this returns they are on the disk. */
  public void append(List<? extends Map<String, ?>> lines) throws IOException {
    long before = channel.position();
    note(lines);
    try {
      channel.force(false);
    } catch (IOException e) {
      // The caller goes by what was before; so must whoever comes next.
      channel.truncate(before).position(before);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Where the last whole line ends; what follows is half a line that a kill left. */
  private static long wholeLines(Path file) throws IOException {
    long whole = 0;
    long at = 0;
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
      for (int next = bytes.read(); next >= 0; next = bytes.read()) {
        at++;
        whole = next == '\n' ? at : whole;
      }
    } catch (NoSuchFileException e) {
      return 0;
    }
    return whole;
  }
}
