package io.sparkrecorder.bench.failuremap;

import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The Spark of the build, as the launcher of the failure map finds it, and the JDK that runs it.
 */
record Distribution(Path project, Path spark, Path java) {
  static Distribution find() throws IOException {
    Path project = ProjectFolder.find().root();
    Path target = project.resolve("sidecar/failure-map/job/spark-4.1/target");
    try (Stream<Path> homes = Files.list(target)) {
      Path spark =
          homes
              .filter(home -> home.getFileName().toString().startsWith("spark-"))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no Spark in " + target));
      Path java =
          IntStream.of(17, 21, 25)
              .mapToObj(Jdks::find)
              .flatMap(Optional::stream)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no JDK 17, 21 or 25"));
      return new Distribution(project, spark, java);
    }
  }
}
