package io.sparkrecorder.e2e.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An OCI registry on this machine, in memory, with the project's charts in it. It is the binary
 * {@code registry} of the folder {@code E2E_TOOLS}, where {@code make} builds its tools.
 */
public final class Registry implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("serving on port (\\d+)");
  private static final Pattern PUBLISHED =
      Pattern.compile("(?m)^oci://(\\S+)/([^/\\s]+):(\\S+) +sha256:[0-9a-f]{64}$");

  private final Process process;
  private final String address;

  private Registry(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Whether the tools are built. */
  public static boolean isAtHand() {
    return List.of("registry", "charts", "helm3").stream()
        .allMatch(
            tool ->
                folder()
                    .map(folder -> folder.resolve(tool))
                    .filter(Files::isExecutable)
                    .isPresent());
  }

  /** The path of a tool. */
  public static String tool(String name) {
    return folder().orElseThrow().resolve(name).toString();
  }

  /** Starts it on a free port. */
  public static Registry start() {
    try {
      Process process =
          new ProcessBuilder(tool("registry"), "-port", "0").redirectErrorStream(true).start();
      BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        Matcher port = PORT.matcher(line);
        if (port.find()) {
          Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {}));
          return new Registry(process, "oci://localhost:" + port.group(1) + "/charts");
        }
      }
      throw new IllegalStateException("the registry names no port");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pushes all charts, as {@code make publish-charts} does; gives their versions by name. */
  public Map<String, String> publish() {
    try {
      ProcessBuilder command =
          new ProcessBuilder(tool("charts"), "publish")
              .directory(Project.root().toFile())
              .redirectErrorStream(true);
      command.environment().putAll(Map.of("REGISTRY", address, "PUSH_FLAGS", "--plain-http"));
      Process publish = command.start();
      String said = new String(publish.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (publish.waitFor() != 0) {
        throw new AssertionError(said);
      }
      return PUBLISHED
          .matcher(said)
          .results()
          .collect(Collectors.toMap(line -> line.group(2), line -> line.group(3)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Helm's arguments that name a chart in here. */
  List<String> chart(String name) {
    return List.of(address + "/" + name, "--plain-http");
  }

  @Override
  public void close() {
    process.destroy();
  }

  private static Optional<Path> folder() {
    return Optional.ofNullable(System.getenv("E2E_TOOLS")).map(Path::of);
  }
}
