package io.sparkrecorder.testbed;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The chunks of a JFR recording, or of a JVM's repository laid end to end: the last may be open.
 */
public final class Chunks {
  private static final int HEADER = 68;
  private static final int MAGIC = 0x464c5200;
  private static final int SIZE = 8;
  private static final int METADATA = 24;
  private static final int START = 32;
  private static final int STATE = 64;

  private final List<byte[]> all;
  private final byte[] rest;

  private Chunks(List<byte[]> all, byte[] rest) {
    this.all = all;
    this.rest = rest;
  }

  public static Chunks of(byte[] bytes) {
    List<byte[]> all = new ArrayList<>();
    int at = 0;
    while (bytes.length - at > HEADER) {
      ByteBuffer header = ByteBuffer.wrap(bytes, at, HEADER).slice();
      long size = header.getLong(SIZE);
      boolean flushed = size > HEADER && header.getLong(METADATA) > 0;
      if (header.getInt(0) != MAGIC || !flushed || size > bytes.length - at) {
        break;
      }
      all.add(Arrays.copyOfRange(bytes, at, at + (int) size));
      at += (int) size;
    }
    return new Chunks(all, Arrays.copyOfRange(bytes, at, bytes.length));
  }

  /** How many can be read. */
  public int size() {
    return all.size();
  }

  /** Gives the bytes behind the last readable chunk; empty if there are none. */
  public byte[] rest() {
    return rest.clone();
  }

  /** Each readable chunk as its JVM left it. */
  public List<byte[]> all() {
    return all.stream().map(byte[]::clone).toList();
  }

  /** Each readable chunk with the state of a closed one, as the recorder uploads it. */
  public List<byte[]> closed() {
    return all.stream().map(Chunks::closed).toList();
  }

  private static byte[] closed(byte[] chunk) {
    byte[] closed = chunk.clone();
    closed[STATE] = 0;
    return closed;
  }

  /** The closed chunks end to end: the recording that readers take. */
  public byte[] recording() {
    ByteArrayOutputStream recording = new ByteArrayOutputStream();
    closed().forEach(recording::writeBytes);
    return recording.toByteArray();
  }

  /** Without those that their JVM has not closed. */
  public Chunks finished() {
    return new Chunks(all.stream().filter(chunk -> chunk[STATE] == 0).toList(), new byte[0]);
  }

  /** When each began, in nanoseconds: no two of a JVM have the same. */
  public List<Long> starts() {
    return all.stream().map(chunk -> ByteBuffer.wrap(chunk).getLong(START)).toList();
  }
}
