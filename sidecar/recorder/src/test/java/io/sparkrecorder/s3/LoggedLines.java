package io.sparkrecorder.s3;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Collects the log lines until it is closed. */
final class LoggedLines implements AutoCloseable {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  LoggedLines() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  List<String> with(String text) {
    return log.toString(StandardCharsets.UTF_8).lines().filter(it -> it.contains(text)).toList();
  }

  @Override
  public void close() {
    System.setErr(before);
  }
}
