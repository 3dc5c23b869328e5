package io.sparkrecorder.faults;

import io.sparkrecorder.testbed.ProjectFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Kills recorders at random moments while S3 fails at random, and compares every byte at the end.
 * The exit code is 0 if everything matches, 1 if something does not, 2 if the trial could not run.
 */
public final class Faults {
  private Faults() {}

  public static void main(String[] args) throws InterruptedException {
    System.exit(run());
  }

  private static int run() throws InterruptedException {
    ProjectFolder project = ProjectFolder.find();
    try {
      TrialSettings settings =
          TrialSettings.of(System.getenv(), project.root().resolve("ci/faults/target/rounds"));
      System.out.printf(
          Locale.ROOT,
          "KILLS=%d SEED=%d%s%n",
          settings.kills(),
          settings.seed(),
          settings.round().map(round -> " ROUND=" + round).orElse(""));
      return run(settings, project);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (IOException e) {
      e.printStackTrace();
      return 2;
    }
  }

  private static int run(TrialSettings settings, ProjectFolder project)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    List<String> program = List.of("-jar", project.recorderJar().toString());
    List<Round.Result> results =
        new Trial(settings, project.recorderOptions(), program, System.out).run();
    System.out.print(Report.table(results));
    long failed = results.stream().filter(result -> !result.mismatches().isEmpty()).count();
    System.out.printf(
        Locale.ROOT,
        "SEED=%d: %s, in %d s%n",
        settings.seed(),
        failed == 0
            ? "every byte is in its place"
            : "%d of %d rounds FAILED %s".formatted(failed, results.size(), Report.kinds(results)),
        Duration.ofNanos(System.nanoTime() - begin).toSeconds());
    return failed == 0 ? 0 : 1;
  }
}
