package io.sparkrecorder.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes a JVM that reads loaded and linked classes from a cache file, as an image may have it. */
final class AotCache {
  private AotCache() {}

  /** Trains the cache with the short life of one executor. */
  static Jvm trained(Jvm jvm, Path folder) throws IOException, InterruptedException {
    Path cache = folder.resolve("executor.aot");
    Pod pod = Pod.executor(folder.resolve("training"));
    try (Measured measured = pod.start(jvm.with("-XX:AOTCacheOutput=" + cache))) {
      measured.untilReady();
      Files.writeString(pod.spool().resolve("file.bin"), "something");
      Thread.sleep(3_000);
      measured.terminate();
      if (!Files.exists(cache)) {
        throw new IllegalStateException("no cache was created: " + measured.output());
      }
    }
    return jvm.with("-XX:AOTCache=" + cache);
  }
}
