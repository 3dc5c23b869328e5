package io.sparkrecorder.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints the result, its location and the commands to type next. */
final class Report {
  private static final Duration AT_MOST = Duration.ofSeconds(30);

  private final DemoRun run;
  private final DemoOutcome outcome;
  private final PrintStream out;

  Report(DemoRun run, DemoOutcome outcome, PrintStream out) {
    this.run = run;
    this.outcome = outcome;
    this.out = out;
  }

  void print(boolean serverGoesOn) throws IOException, InterruptedException {
    out.println();
    out.print(listing());
    Path page = page();
    out.printf("%nLocations%n");
    place("S3", "s3://" + DemoRun.BUCKET + "/" + run.keys());
    place("data of the server", shown(run.folders().s3()));
    place("store", shown(run.folders().store()));
    place("spools", shown(run.folders().pods()));
    place("logs", shown(run.folders().logs()));
    place("report", shown(page));
    out.printf("%nNext%n");
    (serverGoesOn ? withServer() : withoutServer()).forEach(line -> out.println("  " + line));
    out.println();
    conclude();
    out.println();
    verdict().forEach(out::println);
    out.printf("%nThe page that shows it: %s%n", shown(page));
    out.flush();
  }

  /** Makes the page of the application, from S3 and from the event log of the job. */
  private Path page() throws IOException, InterruptedException {
    Path page = run.folders().root().resolve("report.html");
    List<String> words =
        new ArrayList<>(List.of("report", outcome.app(), "--out", page.toString()));
    try (Stream<Path> logs = Files.list(run.folders().history())) {
      logs.findFirst().ifPresent(log -> words.addAll(List.of("--event-log", log.toString())));
    }
    ProcessBuilder report = run.recorders().report("report", words);
    report.environment().putAll(run.forPeople());
    Process process = run.processes().start(report);
    if (!process.waitFor(AT_MOST.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
      throw new DemoFailed("recorder report made no page: see " + run.folders().log("report"));
    }
    return page;
  }

  /**
   * The findings at the top of the page: the lines of the report between its title and its table.
   */
  private List<String> verdict() throws IOException {
    return Files.readAllLines(run.folders().log("report")).stream()
        .skip(1)
        .takeWhile(line -> !line.isBlank())
        .toList();
  }

  private void conclude() {
    if (outcome.good()) {
      out.printf("COMPLETE: all recordings are in S3, including those of %s.%n", outcome.killed());
    } else {
      out.println("FAILED:");
      outcome.problems().forEach(problem -> out.println("  " + problem));
    }
  }

  /** The recorder's own listing of the result. */
  private String listing() throws IOException, InterruptedException {
    ProcessBuilder ls = run.recorders().command("ls", List.of("ls", outcome.app()));
    ls.environment().putAll(run.forPeople());
    if (!run.processes().start(ls).waitFor(AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new DemoFailed("recorder ls did not end in %d s".formatted(AT_MOST.toSeconds()));
    }
    return Files.readString(run.folders().log("ls"));
  }

  private List<String> withServer() throws IOException {
    Path environment = run.folders().environment();
    Files.writeString(environment, exports(run.forPeople()));
    String recorder = shown(run.project().recorderCommand());
    return List.of(
        ". " + shown(environment) + "   # in another terminal",
        recorder + " ls",
        recorder + " get " + outcome.app() + " -o /tmp/" + outcome.app());
  }

  private List<String> withoutServer() {
    Path files = run.folders().s3().resolve(DemoRun.BUCKET).resolve(run.keys());
    return List.of(
        "jfr summary %s/%s/*.jfr   # the recording of the killed executor"
            .formatted(shown(files), outcome.killed().label()),
        "make demo KEEP=1   # repeats the demo and keeps the S3 server for recorder ls and get");
  }

  private static String exports(Map<String, String> variables) {
    return variables.entrySet().stream()
        .map(entry -> "export %s='%s'\n".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining());
  }

  private void place(String what, String where) {
    out.printf("  %-19s %s%n", what, where);
  }

  /** The path as a user would type it in the folder from which the demo was started. */
  private static String shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
  }
}
