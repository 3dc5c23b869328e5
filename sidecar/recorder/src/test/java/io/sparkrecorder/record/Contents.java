package io.sparkrecorder.record;

import io.sparkrecorder.testbed.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files and their bytes by path below a folder, for comparison in tests. */
final class Contents {
  private Contents() {}

  /** Writes files of up to {@code atMost} random bytes; the first is empty. */
  static Map<String, String> write(Path folder, int files, int atMost) throws IOException {
    Random random = new Random(files);
    Files.createDirectories(folder);
    for (int number = 0; number < files; number++) {
      byte[] bytes = new byte[number == 0 ? 0 : 1 + random.nextInt(atMost)];
      random.nextBytes(bytes);
      Files.write(folder.resolve("file-%05d.bin".formatted(number)), bytes);
    }
    return of(folder);
  }

  /**
   * The bytes of each file by path below the folder, as text short enough for an assertion's
   * message.
   */
  static Map<String, String> of(Path folder) {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(path);
        contents.put(folder.relativize(path).toString(), of(bytes));
      }
      return contents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes as text short enough for an assertion's message. */
  static String of(byte[] bytes) {
    return bytes.length + " bytes " + Sha256.of(bytes);
  }
}
