package io.sparkrecorder.record;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that opens a file once and appends to it, as an agent of an unknown kind does. */
final class AgentProcess implements AutoCloseable {
  private final Path file;
  private final Process process;

  private AgentProcess(Path file, Process process) {
    this.file = file;
    this.process = process;
  }

  static AgentProcess writing(Path file) throws IOException {
    String loop = "exec >>\"$1\"; while read -r line; do printf '%s\\n' \"$line\"; done";
    return new AgentProcess(
        file, new ProcessBuilder("sh", "-c", loop, "sh", file.toString()).start());
  }

  /** Appends a line, which is in the file on return. */
  AgentProcess write(String line) throws IOException {
    OutputStream to = process.getOutputStream();
    to.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    to.flush();
    await("the agent writes")
        .until(() -> Files.exists(file) && Files.readString(file).endsWith(line + "\n"));
    return this;
  }

  /** Sends SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
