package io.sparkrecorder.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JVM with what it has loaded and linked once kept in a file, as an image may have it. */
final class AotCache {
  private AotCache() {}

  /** Trains with one executor's short life. */
  static Jvm trained(Jvm jvm, Path folder) throws IOException, InterruptedException {
    Path cache = folder.resolve("executor.aot");
    Pod pod = Pod.executor(folder.resolve("training"));
    try (Measured measured = pod.start(jvm.with("-XX:AOTCacheOutput=" + cache))) {
      measured.untilReady();
      Files.writeString(pod.spool().resolve("file.bin"), "something");
      Thread.sleep(3_000);
      measured.terminate();
      if (!Files.exists(cache)) {
        throw new IllegalStateException("no cache was made: " + measured.output());
      }
    }
    return jvm.with("-XX:AOTCache=" + cache);
  }
}
