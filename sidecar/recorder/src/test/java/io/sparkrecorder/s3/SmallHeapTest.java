package io.sparkrecorder.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.config.ChecksumMode;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.s3.transfer.FileSlice;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SmallHeapTest {
  /** A size above that of the heap; set -Dlarge.mib=2048 for a measurement. */
  private static final long BYTES = Long.getLong("large.mib", 200) * S3Bed.MIB + 12_345;

  @RegisterExtension final S3Bed s3 = new S3Bed();

  @Test
  void a_file_far_larger_than_the_heap_goes_through() throws Exception {
    Path file = s3.folder().resolve("large.hprof");
    Crc32c crc = write(file);
    Process process =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-Xmx32m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Uploader.class.getName(),
                    s3.gateway().endpoint().toString(),
                    s3.gateway().accessKey(),
                    s3.gateway().secretKey(),
                    file.toString(),
                    crc.hex()))
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(Files.mismatch(file, s3.object("large.hprof"))).isEqualTo(-1);
  }

  /** Writes random mebibytes, no two alike, and then a hole, which is fast to write. */
  private static Crc32c write(Path file) throws IOException {
    byte[] random = new byte[8 << 20];
    new Random(1).nextBytes(random);
    Files.write(file, random);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(BYTES);
    }
    return FileSlice.read(() -> FileChannel.open(file), 0, BYTES).crc32c();
  }

  /** Runs an upload in its own JVM. */
  static final class Uploader {
    public static void main(String[] args) throws IOException {
      Path file = Path.of(args[3]);
      Upload upload =
          S3Bed.upload(
              file,
              "large.hprof",
              Files.size(file),
              Crc32c.parse(args[4]).orElseThrow(),
              "application/octet-stream");
      long start = System.nanoTime();
      try (ObjectStore store =
          S3Bed.store(
              S3Bed.settings("recordings", URI.create(args[0]), ChecksumMode.AUTO),
              args[1],
              args[2])) {
        PutResult put = store.put(upload, Deadline.in(Duration.ofMinutes(3)), UploadJournal.none());
        long millis = (System.nanoTime() - start) / 1_000_000;
        if (Boolean.getBoolean("measure")) {
          System.err.println(put + " in " + millis + " ms");
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("VmHWM"))
              .forEach(System.err::println);
        }
        if (!(put instanceof PutResult.Stored)) {
          throw new IllegalStateException(put.toString());
        }
      }
    }
  }
}
