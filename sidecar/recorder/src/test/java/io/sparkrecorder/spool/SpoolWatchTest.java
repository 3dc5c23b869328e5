package io.sparkrecorder.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolWatchTest {
  private static final Duration OFTEN = Duration.ofMillis(20);

  @TempDir Path spool;

  @Test
  void exception_of_a_hint_does_not_end_the_watch() throws Exception {
    AtomicInteger hints = new AtomicInteger();
    Runnable throwing =
        () -> {
          hints.incrementAndGet();
          throw new IllegalStateException("on purpose");
        };
    try (SpoolWatch _ = SpoolWatch.start(spool, OFTEN, throwing)) {
      for (int file = 1; file <= 3; file++) {
        Files.writeString(spool.resolve("file-" + file), "x");
        int expected = file;
        await("hint " + file).until(() -> hints.get() >= expected);
      }
    }
  }

  @Test
  void files_in_later_folders_are_seen() throws Exception {
    AtomicInteger hints = new AtomicInteger();
    try (SpoolWatch _ = SpoolWatch.start(spool, OFTEN, hints::incrementAndGet)) {
      Files.createDirectories(spool.resolve("later/deeper"));
      Files.writeString(spool.resolve("later/deeper/file"), "x");
      await().until(() -> hints.get() > 0);
    }
  }

  @Test
  void close_ends_the_thread() throws Exception {
    SpoolWatch watch = SpoolWatch.start(spool, OFTEN, () -> {});
    assertThat(threads()).isEqualTo(1);
    watch.close();
    await().until(() -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("spool-watch"))
        .count();
  }
}
