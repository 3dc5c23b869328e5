package io.sparkrecorder.report.eventlog;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The 32-bit hash xxHash, with which blocks of lz4-java are checked. */
final class XxHash32 {
  private static final int PRIME1 = 0x9E3779B1;
  private static final int PRIME2 = 0x85EBCA77;
  private static final int PRIME3 = 0xC2B2AE3D;
  private static final int PRIME4 = 0x27D4EB2F;
  private static final int PRIME5 = 0x165667B1;
  private static final int LANES = 4;
  private static final int STRIPE = LANES * Integer.BYTES;

  private XxHash32() {}

  /** Hashes the first bytes of an array. */
  static int of(byte[] bytes, int length, int seed) {
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    int hash = length + (length >= STRIPE ? stripes(in, seed) : seed + PRIME5);
    while (in.remaining() >= Integer.BYTES) {
      hash = Integer.rotateLeft(hash + in.getInt() * PRIME3, 17) * PRIME4;
    }
    while (in.hasRemaining()) {
      hash = Integer.rotateLeft(hash + (in.get() & 0xFF) * PRIME5, 11) * PRIME1;
    }
    hash = (hash ^ (hash >>> 15)) * PRIME2;
    hash = (hash ^ (hash >>> 13)) * PRIME3;
    return hash ^ (hash >>> 16);
  }

  private static int stripes(ByteBuffer in, int seed) {
    int[] lanes = {seed + PRIME1 + PRIME2, seed + PRIME2, seed, seed - PRIME1};
    while (in.remaining() >= STRIPE) {
      for (int lane = 0; lane < LANES; lane++) {
        lanes[lane] = Integer.rotateLeft(lanes[lane] + in.getInt() * PRIME2, 13) * PRIME1;
      }
    }
    return Integer.rotateLeft(lanes[0], 1)
        + Integer.rotateLeft(lanes[1], 7)
        + Integer.rotateLeft(lanes[2], 12)
        + Integer.rotateLeft(lanes[3], 18);
  }
}
