package io.sparkrecorder.demo;

import java.io.IOException;

/**
 * Runs a Spark job with recorders on this machine, kills an executor, and shows the contents of S3.
 */
public final class Demo {
  private static final int FAILED = 1;

  private Demo() {}

  public static void main(String[] args) throws InterruptedException {
    Processes processes = new Processes();
    // Handles Ctrl-C and SIGTERM at any moment.
    Runtime.getRuntime().addShutdownHook(new Thread(processes::close));
    System.exit(run(processes) ? 0 : FAILED);
  }

  private static boolean run(Processes processes) throws InterruptedException {
    Progress progress = new Progress(System.out);
    Project project = Project.find();
    try {
      DemoSettings settings = DemoSettings.from(System.getenv(), project);
      progress.says(
          "Spark %s on %s".formatted(settings.spark().version(), settings.spark().javaHome()));
      try (DemoRun run = new DemoRun(project, settings, processes, progress)) {
        DemoOutcome outcome = run.run();
        new Report(run, outcome, System.out).print(settings.keep());
        if (settings.keep()) {
          keep();
        }
        return outcome.good();
      }
    } catch (DemoFailed | IOException e) {
      if (!processes.closed()) {
        System.err.println("FAILED: " + (e instanceof DemoFailed ? e.getMessage() : e));
      }
      return false;
    }
  }

  /** Keeps running, because the S3 server is a child that ends with this process. */
  private static void keep() throws InterruptedException {
    System.out.printf(
        "%nThe S3 server runs until Ctrl-C here, or: kill %d%n", ProcessHandle.current().pid());
    Thread.currentThread().join();
  }
}
