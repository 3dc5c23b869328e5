package io.sparkrecorder.demo;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A recording cut into its chunks, by what their headers say and nothing else. */
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
   * Whether JFR has ever flushed events and their types into it: before that no one can read it.
   */
  static boolean readable(byte[] chunk) {
    return chunk.length > HEADER && ByteBuffer.wrap(chunk).getLong(METADATA) > 0;
  }

  /**
   * What of a chunk is to be found in S3: as far as its header says it goes, and marked as
   * finished, which the JVM of an open one could not do any more.
   */
  static byte[] finished(byte[] chunk) {
    byte[] finished = Arrays.copyOf(chunk, Math.toIntExact(ByteBuffer.wrap(chunk).getLong(SIZE)));
    finished[STATE] = 0;
    return finished;
  }
}
