package io.sparkrecorder.report.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Makes the report on one machine, by its command. */
public final class OneMachine {
  private OneMachine() {}

  /** Runs {@code recorder} with these words; returns its exit code and its output. */
  public static String run(Map<String, String> environment, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int exit = Main.run(words, environment, print, print);
    return "exit code %d%n%s".formatted(exit, out.toString(StandardCharsets.UTF_8));
  }
}
