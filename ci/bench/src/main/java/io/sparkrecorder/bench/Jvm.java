package io.sparkrecorder.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to start a JVM.
 *
 * @param flags options before the program
 * @param program class path and main class, or a jar
 */
record Jvm(List<String> flags, List<String> program) {
  /** The recorder as thin jars on the class path, as in an image. */
  static Jvm thin(Project project) {
    return new Jvm(
        flags(project), List.of("-cp", project.classPath(), "io.sparkrecorder.cli.Main"));
  }

  /** The recorder as one jar with all dependencies, as the launcher and the demo run it. */
  static Jvm shaded(Project project) {
    return new Jvm(flags(project), List.of("-jar", project.shaded().toString()));
  }

  static Jvm hello(Project project) {
    return new Jvm(
        flags(project), List.of("-cp", project.benchClassPath(), "io.sparkrecorder.bench.Hello"));
  }

  Jvm withoutFlags() {
    return new Jvm(List.of(), program);
  }

  Jvm with(String flag) {
    List<String> more = new ArrayList<>(flags);
    more.add(flag);
    return new Jvm(more, program);
  }

  ProcessBuilder builder() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(program);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.startsWith("RECORDER_")
                    || name.startsWith("AWS_")
                    || name.startsWith("JAVA_TOOL")
                    || name.startsWith("JDK_JAVA"));
    if (!flags.isEmpty()) {
      builder.environment().put("MALLOC_ARENA_MAX", "2");
    }
    return builder;
  }

  private static List<String> flags(Project project) {
    return List.of("@" + project.options());
  }
}
