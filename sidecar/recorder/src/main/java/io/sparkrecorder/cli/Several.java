package io.sparkrecorder.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs several tasks concurrently. */
final class Several {
  private Several() {}

  /**
   * Runs all tasks, and gives their problems, sorted. The first exception ends all tasks, so that
   * an unreachable server is reported once and not for each of a thousand files.
   */
  static List<String> run(List<? extends Callable<Optional<String>>> works, int atOnce)
      throws IOException {
    List<String> wrong = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory())) {
      try {
        CompletionService<Optional<String>> ended = new ExecutorCompletionService<>(threads);
        works.forEach(ended::submit);
        for (int count = 0; count < works.size(); count++) {
          ended.take().get().ifPresent(wrong::add);
        }
      } catch (ExecutionException e) {
        throw cause(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } finally {
        threads.shutdownNow();
      }
    }
    return wrong.stream().sorted().toList();
  }

  private static IOException cause(ExecutionException failure) {
    return switch (failure.getCause()) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      default -> new IOException(failure.getCause());
    };
  }
}
