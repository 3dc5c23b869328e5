package io.sparkrecorder.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import jdk.jfr.Recording;

/**
 * Makes chunks of JFR recordings from one real chunk, each with its own start time and size, and
 * splits recordings into their chunks.
 */
final class JfrChunks {
  /** The offset of the byte that becomes 0 when the JVM finishes the chunk. */
  static final int STATE = 64;

  private static final int HEADER = 68;
  private static final int SIZE = 8;
  private static final int START_NANOS = 32;
  private static final int START_TICKS = 48;
  private static final int MAGIC = ('F' << 24) | ('L' << 16) | ('R' << 8);
  private static final byte OPEN = 4;

  /** Four bytes of size and two of type. */
  private static final int EVENT_HEAD = 6;

  private final Content template;

  private JfrChunks(Content template) {
    this.template = template;
  }

  /** Records for a moment in this JVM to get the bytes of one real chunk. */
  static JfrChunks recorded() {
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ThreadStart");
      recording.start();
      Thread.ofPlatform().start(() -> {}).join();
      recording.stop();
      Path dump = Files.createTempFile("template-", ".jfr");
      try {
        recording.dump(dump);
        return new JfrChunks(split(Content.read(dump)).chunks().getFirst());
      } finally {
        Files.delete(dump);
      }
    } catch (IOException e) {
      throw new IllegalStateException("this JVM records nothing", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes a finished chunk.
   *
   * @param serial distinguishes it from every other chunk, and determines its order
   * @param padding bytes by which to enlarge it, as an event of an unknown type
   */
  Content chunk(long serial, int padding, RandomGenerator random) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(template.toBytes());
    if (padding > EVENT_HEAD) {
      bytes.writeBytes(event(padding, random));
    }
    ByteBuffer chunk = ByteBuffer.wrap(bytes.toByteArray());
    chunk.putLong(SIZE, chunk.capacity());
    chunk.putLong(START_NANOS, chunk.getLong(START_NANOS) + serial * 1_000_000);
    chunk.putLong(START_TICKS, chunk.getLong(START_TICKS) + serial);
    chunk.put(STATE, (byte) 0);
    return Content.of(chunk.array());
  }

  private static byte[] event(int size, RandomGenerator random) {
    byte[] event = new byte[size];
    random.nextBytes(event);
    for (int i = 0; i < 4; i++) {
      int more = i < 3 ? 0x80 : 0;
      event[i] = (byte) (((size >> (7 * i)) & 0x7F) | more);
    }
    event[4] = (byte) 0xE8; // type 1000
    event[5] = 0x07;
    return event;
  }

  /** The state of the chunk on disk before its JVM finishes it. */
  static Content opened(Content chunk) {
    return chunk.with(STATE, OPEN);
  }

  /** A chunk that its JVM has only begun. */
  static Content begun(Content chunk) {
    ByteBuffer header = ByteBuffer.wrap(chunk.slice(0, HEADER).toBytes());
    header.putLong(SIZE, HEADER);
    header.put(STATE, (byte) 1);
    return Content.of(header.array());
  }

  /** The chunk with the state byte of a finished one, as a recorder salvages it. */
  static Content closed(Content chunk) {
    return chunk.with(STATE, (byte) 0);
  }

  /** The start of a chunk, which identifies it. */
  static String key(Content chunk) {
    ByteBuffer bytes = chunk.buffer();
    return bytes.getLong(START_NANOS) + "-" + bytes.getLong(START_TICKS);
  }

  /**
   * A file as a sequence of chunks.
   *
   * @param chunks by the sizes in their headers
   * @param rest the bytes after the last one
   */
  record Split(List<Content> chunks, Content rest) {}

  /** Splits a file; a file that is not a recording is all rest. */
  static Split split(Content file) {
    List<Content> chunks = new ArrayList<>();
    ByteBuffer bytes = file.buffer();
    int at = 0;
    while (bytes.capacity() - at >= HEADER && bytes.getInt(at) == MAGIC) {
      long size = bytes.getLong(at + SIZE);
      if (size <= HEADER || size > bytes.capacity() - at) {
        break;
      }
      chunks.add(file.slice(at, at + (int) size));
      at += (int) size;
    }
    return new Split(chunks, file.slice(at, file.size()));
  }
}
