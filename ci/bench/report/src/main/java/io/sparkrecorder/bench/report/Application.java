package io.sparkrecorder.bench.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An application's folder of recordings.
 *
 * @param name in the table
 * @param samples number of the execution samples in all files
 */
record Application(String name, Path folder, List<Path> files, long bytes, long samples) {
  private static final int LARGE = 2_000_000_000;

  /** Each of so many recordings is one chunk; the executors take turns. */
  static Application ofMany(Recorded recorded, Path folder, int recordings, int executors)
      throws IOException {
    List<Path> files = new ArrayList<>();
    long samples = 0;
    for (int number = 0; number < recordings; number++) {
      Path file =
          folder.resolve(
              "executor-%d/%d.jfr".formatted(1 + number % executors, number / executors));
      Files.createDirectories(file.getParent());
      try (OutputStream to = Files.newOutputStream(file)) {
        recorded.write(number, Duration.ofSeconds(10L * number), to);
      }
      samples += recorded.samples(number);
      files.add(file);
    }
    return of(
        "%d recordings of %d executors".formatted(recordings, executors), folder, files, samples);
  }

  /** One recording of 2 GB: the chunks repeat, each time later. */
  static Application ofOne(Recorded recorded, Path folder) throws IOException {
    Path file = folder.resolve("executor-1/recording.jfr");
    Files.createDirectories(file.getParent());
    long samples = 0;
    try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      long copies = LARGE / recorded.bytes();
      for (int number = 0; number < copies * recorded.size(); number++) {
        recorded.write(number, Duration.ofSeconds(10L * number), to);
        samples += recorded.samples(number);
      }
    }
    return of("one recording of 2 GB", folder, List.of(file), samples);
  }

  private static Application of(String name, Path folder, List<Path> files, long samples)
      throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return new Application(name, folder, files, bytes, samples);
  }

  double megabytes() {
    return bytes / 1e6;
  }
}
