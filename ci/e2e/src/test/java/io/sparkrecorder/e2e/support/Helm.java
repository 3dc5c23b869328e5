package io.sparkrecorder.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A helm binary, run as a person runs it. */
public final class Helm {
  private static final long MINUTES = 5;

  /**
   * How a command ended.
   *
   * @param said its output, errors included
   */
  public record Ran(String command, int code, String said) {
    public boolean worked() {
      return code == 0;
    }

    /** Gives its output, and fails the test when the command failed. */
    public String orFail() {
      if (!worked()) {
        throw new AssertionError(command + " failed with " + code + ":\n" + said);
      }
      return said;
    }
  }

  private final String binary;

  /** Takes the binary that {@code HELM} names, or else the one on the path. */
  public Helm() {
    this(Optional.ofNullable(System.getenv("HELM")).orElse("helm"));
  }

  public Helm(String binary) {
    this.binary = binary;
  }

  public Ran run(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(binary));
    command.addAll(arguments);
    try {
      Path said = Files.createTempFile("helm-", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .directory(Project.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        int code =
            process.waitFor(MINUTES, TimeUnit.MINUTES) ? process.exitValue() : ended(process);
        return new Ran(
            String.join(" ", command), code, Files.readString(said, StandardCharsets.UTF_8));
      } finally {
        Files.delete(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int ended(Process process) {
    process.destroyForcibly();
    return -1;
  }
}
