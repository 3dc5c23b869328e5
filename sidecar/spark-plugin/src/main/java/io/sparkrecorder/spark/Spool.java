package io.sparkrecorder.spark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** The folder whose files the recorder takes to S3. */
final class Spool {
  private final Path folder;

  private Spool(Path folder) {
    this.folder = folder;
  }

  /**
   * The folder must be there: in a pod it is a volume, and elsewhere nothing collects the files.
   */
  static Spool at(Path folder) throws WrongSettings {
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new WrongSettings(
          String.format(
              "%s is \"%s\": expected a folder that this JVM may write to",
              ProfilerSettings.SPOOL, folder));
    }
    return new Spool(folder);
  }

  Path folder() {
    return folder;
  }

  /** A file name that is free: a second application in the same JVM keeps the first one's file. */
  Path newRecording(String name) {
    return IntStream.iterate(1, number -> number + 1)
        .mapToObj(number -> number == 1 ? name + ".jfr" : name + "-" + number + ".jfr")
        .map(folder::resolve)
        .filter(Files::notExists)
        .findFirst()
        .orElseThrow();
  }
}
