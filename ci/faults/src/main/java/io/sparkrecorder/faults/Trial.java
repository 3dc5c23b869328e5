package io.sparkrecorder.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Runs round after round until enough recorders were killed. */
final class Trial {
  /** The trial ends after this many failed rounds, because each keeps its files. */
  private static final int MOST_FAILURES = 5;

  private final TrialSettings settings;
  private final Path options;
  private final List<String> program;
  private final PrintStream out;
  private final JfrChunks template = JfrChunks.recorded();
  private final AtomicInteger next = new AtomicInteger(1);
  private final AtomicInteger kills = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final List<Round.Result> results = Collections.synchronizedList(new ArrayList<>());

  /**
   * Prepares the trial.
   *
   * @param options file with the options of the recorder's JVM
   * @param program the recorder for that JVM: {@code -jar recorder.jar}, or a class path and a
   *     class
   */
  Trial(TrialSettings settings, Path options, List<String> program, PrintStream out) {
    this.settings = settings;
    this.options = options;
    this.program = program;
    this.out = out;
  }

  /** Runs all rounds; returns their results in the order of their numbers. */
  List<Round.Result> run() throws IOException, InterruptedException {
    if (settings.round().isPresent()) {
      run(settings.round().get());
    } else {
      runRounds();
    }
    return results.stream().sorted(Comparator.comparing(result -> result.plan().number())).toList();
  }

  private void runRounds() throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(settings.atOnce())) {
      List<Future<?>> workers = new ArrayList<>();
      for (int worker = 0; worker < settings.atOnce(); worker++) {
        workers.add(
            threads.submit(
                () -> {
                  while (kills.get() < settings.kills() && failures.get() < MOST_FAILURES) {
                    run(next.getAndIncrement());
                  }
                  return null;
                }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private void run(int number) throws IOException, InterruptedException {
    RoundPlan plan = RoundPlan.of(settings.seed(), number);
    Path folder = settings.folder().resolve("seed-%d-round-%d".formatted(settings.seed(), number));
    delete(folder);
    Round.Result result = Round.run(plan, folder, options, program, template);
    kills.addAndGet(result.kills());
    results.add(result);
    out.println(Report.line(result));
    if (result.mismatches().isEmpty()) {
      delete(folder);
    } else {
      failures.incrementAndGet();
      String text = Report.failure(result, folder);
      Files.writeString(folder.resolve("mismatches.txt"), text);
      out.print(text);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
