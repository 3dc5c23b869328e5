package io.sparkrecorder.demo;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Splits a recording into its chunks by nothing but their headers. */
final class Chunks {
  private static final int HEADER = 68;
  private static final int SIZE = 8;
  private static final int METADATA = 24;
  private static final int STATE = 64;

  private Chunks() {}

  static List<byte[]> of(byte[] recording) {
    List<byte[]> chunks = new ArrayList<>();
    int at = 0;
    while (at < recording.length) {
      int size = Math.toIntExact(ByteBuffer.wrap(recording).getLong(at + SIZE));
      chunks.add(Arrays.copyOfRange(recording, at, at + size));
      at += size;
    }
    return chunks;
  }

  /**
   * Whether JFR has flushed events and their types into the chunk; no reader can open it before.
   */
  static boolean readable(byte[] chunk) {
    return chunk.length > HEADER && ByteBuffer.wrap(chunk).getLong(METADATA) > 0;
  }

  /**
   * The bytes that S3 must hold of a chunk: up to the size in its header and marked as finished,
   * which the JVM of an open chunk could no longer do.
   */
  static byte[] finished(byte[] chunk) {
    byte[] finished = Arrays.copyOf(chunk, Math.toIntExact(ByteBuffer.wrap(chunk).getLong(SIZE)));
    finished[STATE] = 0;
    return finished;
  }
}
