package io.sparkrecorder.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Chooses executors by a hash: a restarted plugin chooses the same ones. */
final class Sampling {
  private static final int PRECISION = 53;

  private Sampling() {}

  /**
   * Tells whether an executor is profiled.
   *
   * @param probability from 0 (none) to 1 (all)
   */
  static boolean selects(String application, String executor, double probability) {
    return position(application + '/' + executor) < probability;
  }

  /** A number from 0 to below 1, evenly spread even over ids that count up. */
  private static double position(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      long bits = ByteBuffer.wrap(hash).getLong() >>> (Long.SIZE - PRECISION);
      return bits / (double) (1L << PRECISION);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
