package io.sparkrecorder.bench.report;

import io.sparkrecorder.bench.Measured;
import io.sparkrecorder.bench.report.peer.MissionControl;
import io.sparkrecorder.bench.report.peer.MissionControlRules;
import io.sparkrecorder.testbed.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that reads recordings, with the flags of a report's JVM. */
enum Program {
  REPORT("recorder report, the page"),
  CONVERTER("jfr-converter 4.5, collapsed stacks per file"),
  MISSION_CONTROL("JMC 9.1.2, tree of stacks per file"),
  RULES("JMC 9.1.2, report of its rules per file");

  private static final List<Integer> HEAPS = List.of(96, 1_000, 6_000);
  private static final Pattern SAMPLES = Pattern.compile("samples (\\d+)");

  private final String text;

  Program(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  /**
   * The figures of one run.
   *
   * @param heapMegabytes the least heap of a few sizes with which the program succeeds
   * @param peakKilobytes of resident memory
   * @param samples number of the execution samples that it found, if it tells
   */
  record Run(double cpuSeconds, int peakKilobytes, int heapMegabytes, OptionalLong samples) {}

  /** Runs the program; empty if it fails with each heap. */
  Optional<Run> run(Application application, Path out) throws IOException, InterruptedException {
    for (int heap : this == REPORT ? HEAPS.subList(0, 1) : HEAPS) {
      Optional<Run> run = run(application, out, heap);
      if (run.isPresent()) {
        return run;
      }
    }
    return Optional.empty();
  }

  private Optional<Run> run(Application application, Path out, int heap)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command(application, out, heap));
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(RECORDER|AWS|JAVA_TOOL|JDK_JAVA)_.*"));
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    try (Measured measured = Measured.start(builder, "\n")) {
      int exit = measured.awaitExit();
      if (exit != 0 && this == REPORT) {
        throw new IllegalStateException("the report failed: " + measured.output());
      }
      return exit == 0
          ? Optional.of(
              new Run(
                  measured.cpuSoFar().toMillis() / 1e3,
                  measured.peak(),
                  heap,
                  samples(measured.output(), out)))
          : Optional.empty();
    }
  }

  private List<String> command(Application application, Path out, int heap) throws IOException {
    ProjectFolder project = ProjectFolder.find();
    Path target = Files.createDirectories(out.resolve(name()));
    List<String> command = new ArrayList<>(List.of(Recorded.java(), "@" + project.reportOptions()));
    command.addAll(List.of("-Xmx%dm".formatted(heap), "-XX:+ExitOnOutOfMemoryError"));
    List<String> files = application.files().stream().map(Path::toString).toList();
    switch (this) {
      case REPORT ->
          command.addAll(
              List.of(
                  "-jar",
                  project.reportJar().toString(),
                  "report",
                  application.folder().toString(),
                  "--out",
                  page(out).toString()));
      case CONVERTER -> {
        command.addAll(List.of("-cp", Recorded.classPath(), "one.convert.Main"));
        command.addAll(List.of("-o", "collapsed"));
        command.addAll(files);
        command.add(target.toString());
      }
      case MISSION_CONTROL -> {
        command.addAll(List.of("-cp", Recorded.classPath(), MissionControl.class.getName()));
        command.addAll(files);
      }
      case RULES -> {
        command.addAll(List.of("-cp", Recorded.classPath(), MissionControlRules.class.getName()));
        command.addAll(files);
      }
    }
    return command;
  }

  static Path page(Path out) {
    return out.resolve("report.html");
  }

  private OptionalLong samples(String output, Path out) throws IOException {
    return switch (this) {
      case REPORT -> OptionalLong.of(new PageData(page(out)).samples());
      case MISSION_CONTROL -> {
        Matcher matcher = SAMPLES.matcher(output);
        yield matcher.find()
            ? OptionalLong.of(Long.parseLong(matcher.group(1)))
            : OptionalLong.empty();
      }
      // It counts samples of native code with those of Java.
      case CONVERTER, RULES -> OptionalLong.empty();
    };
  }
}
