package io.sparkrecorder.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Files to upload to S3.
 *
 * @param name in the table
 * @param files number of files
 * @param least size of a file in bytes
 * @param most size of a file in bytes
 */
record Work(String name, int files, long least, long most) {
  static final Work BIG = new Work("one 2 GiB file", 1, 2L << 30, 2L << 30);
  static final Work SMALL = new Work("1,000 files of 4..64 KiB", 1_000, 4 << 10, 64 << 10);

  /** Fills the folder with the same bytes every time; returns their number. */
  long fill(Path folder) throws IOException {
    Random random = new Random(files);
    byte[] block = new byte[1 << 20];
    long total = 0;
    for (int at = 0; at < files; at++) {
      long bytes = least + (most == least ? 0 : random.nextLong(most - least));
      random.nextBytes(block);
      try (OutputStream file = Files.newOutputStream(folder.resolve("file-" + at + ".bin"))) {
        for (long left = bytes; left > 0; left -= block.length) {
          file.write(block, 0, (int) Math.min(left, block.length));
        }
      }
      total += bytes;
    }
    return total;
  }
}
