package io.sparkrecorder.faults;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Makes files in the format of heap dumps. */
final class HeapDumps {
  private static final byte[] HEAD = "JAVA PROFILE 1.0.2\0".getBytes(StandardCharsets.US_ASCII);
  private static final int RECORD_HEAD = 9;
  private static final byte TEXT = 0x01;
  private static final byte END = 0x2C;

  private HeapDumps() {}

  /** A whole dump of about this size, with its end record last. */
  static Content whole(int size, RandomGenerator random) {
    int record = Math.max(16, size / 8);
    ByteBuffer dump = ByteBuffer.allocate(HEAD.length + 12 + 9 * (record + RECORD_HEAD));
    dump.put(HEAD).putInt(8).putLong(1_700_000_000_000L);
    byte[] noise = new byte[record];
    for (int i = 0; i < 8; i++) {
      random.nextBytes(noise);
      dump.put(TEXT).putInt(i).putInt(record).put(noise);
    }
    dump.put(END).putInt(0).putInt(0);
    dump.flip();
    byte[] bytes = new byte[dump.remaining()];
    dump.get(bytes);
    return Content.of(bytes);
  }

  /** A dump whose JVM died while writing it. */
  static Content torn(Content whole) {
    return whole.slice(0, whole.size() * 3 / 4);
  }
}
