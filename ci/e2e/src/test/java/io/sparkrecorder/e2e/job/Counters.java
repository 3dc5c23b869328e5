package io.sparkrecorder.e2e.job;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A file that no two places of are alike, and whose bytes everybody knows: a driver has it recorded
 * beside its JVM's own recordings.
 */
final class Counters {
  static final String NAME = "counters.bin";

  private Counters() {}

  /** Lets a driver's Spark container write so many MiB into the spool. */
  static void record(SparkJob job, int mebibytes) {
    job.run(
        job.driver(),
        SparkJob.spark(job.driver()),
        """
        python3 -c 'import array, sys
        numbers = array.array("Q", range(%d << 17))
        if sys.byteorder == "big": numbers.byteswap()
        open("/recordings/%s", "wb").write(numbers.tobytes())'
        """
            .formatted(mebibytes, NAME));
  }

  /** Gives its content at that moment. */
  static byte[] bytes(int mebibytes) {
    ByteBuffer bytes = ByteBuffer.allocate(mebibytes << 20).order(ByteOrder.LITTLE_ENDIAN);
    for (long number = 0; bytes.hasRemaining(); number++) {
      bytes.putLong(number);
    }
    return bytes.array();
  }
}
