package io.sparkrecorder.store;

import io.sparkrecorder.marker.Fields;
import io.sparkrecorder.marker.Json;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.text.Failures;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of JSON lines that only grows and has one writer. A line that a kill cut short is dropped
 * when the journal is opened again.
 */
public final class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  /** No recorder writes a longer line, in bytes. */
  private static final int LONGEST_LINE = 64 << 10;

  /** No recorder writes a larger journal, in bytes. */
  private static final long LARGEST = 256L << 20;

  private static final int BUFFER = 8 << 10;

  private final FileChannel channel;

  private Journal(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Opens a journal for writing; creates the file and its folders if they are missing.
   *
   * @param root see {@link SafeFiles}
   */
  public static Journal open(Path root, Path file) throws IOException {
    SafeFiles.createFolders(root, SafeFiles.parent(file));
    FileChannel channel = SafeFiles.update(root, file);
    try {
      long whole = wholeLines(channel);
      channel.truncate(whole).position(whole);
      if (whole == 0) {
        SafeFiles.force(root, SafeFiles.parent(file));
      }
      return new Journal(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Takes the lines of a journal. */
  @FunctionalInterface
  public interface LineReader {
    /**
     * Takes a line.
     *
     * @throws RuntimeException if the line is malformed; the next line follows
     * @throws IOException if no recorder can have written the journal; no line follows
     */
    void read(Fields line) throws IOException;
  }

  /**
   * Reads the whole lines of a journal, even while another process writes it, up to its length at
   * the start; none if there is no file. An unreadable line, for any reason, hides no other.
   *
   * @param root see {@link SafeFiles}
   * @return number of unreadable lines
   */
  public static int replay(Path root, Path file, LineReader reader) throws IOException {
    try (FileChannel channel = SafeFiles.read(root, file)) {
      long length = channel.size();
      if (length > LARGEST) {
        throw new IOException(
            "%s has %d bytes, and no journal has more than %d".formatted(file, length, LARGEST));
      }
      return replay(Channels.newInputStream(channel), length, file, reader);
    } catch (NoSuchFileException e) {
      return 0; // no line exists yet
    }
  }

  /**
   * Does the same as {@link #replay(Path, Path, LineReader)}, for a journal that is no file.
   *
   * @param name name for the log
   */
  public static int replay(InputStream bytes, Object name, LineReader reader) throws IOException {
    return replay(bytes, LARGEST, name, reader);
  }

  private static int replay(InputStream bytes, long length, Object name, LineReader reader)
      throws IOException {
    int unreadable = 0;
    InputStream buffered = new BufferedInputStream(bytes, BUFFER);
    Line line = new Line();
    for (long left = length; left > 0; left--) {
      int next = buffered.read();
      if (next < 0) {
        break;
      }
      if (next != '\n') {
        line.add(next);
        continue;
      }
      try {
        reader.read(line.parse());
      } catch (RuntimeException e) {
        if (unreadable++ == 0) {
          LOG.warn("a line of {} cannot be read: {}", name, Failures.message(e));
        }
      }
      line.reset();
    }
    if (unreadable > 1) {
      LOG.warn("{} lines of {} cannot be read", unreadable, name);
    }
    return unreadable;
  }

  /** The current line; if it is too long, nothing of it is kept. */
  private static final class Line {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long length;

    void add(int next) {
      if (++length <= LONGEST_LINE) {
        bytes.write(next);
      }
    }

    Fields parse() {
      if (length > LONGEST_LINE) {
        throw new MalformedDocument(
            "it has %d bytes, and no line has more than %d".formatted(length, LONGEST_LINE));
      }
      return Json.parse(bytes.toByteArray());
    }

    void reset() {
      bytes.reset();
      length = 0;
    }
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
      // A full disk may have taken half a line; the next line must not be glued to it.
      channel.truncate(before).position(before);
      throw e;
    }
  }

  /** Adds lines and forces them to the disk before it returns. */
  public void append(List<? extends Map<String, ?>> lines) throws IOException {
    long before = channel.position();
    note(lines);
    try {
      channel.force(false);
    } catch (IOException e) {
      // The caller relies on the state before, so the next reader must too.
      channel.truncate(before).position(before);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The end of the last whole line; a kill may leave half a line behind it. */
  private static long wholeLines(FileChannel channel) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BUFFER);
    for (long end = channel.size(); end > 0; ) {
      long begin = Math.max(0, end - BUFFER);
      block.clear().limit((int) (end - begin));
      while (block.hasRemaining() && channel.read(block, begin + block.position()) >= 0) {
        // reads until the block is full
      }
      for (int at = block.position() - 1; at >= 0; at--) {
        if (block.get(at) == '\n') {
          return begin + at + 1;
        }
      }
      end = begin;
    }
    return 0;
  }
}
