package io.sparkrecorder.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume of its own, in a mount namespace, that has no block left. */
class FullVolumeTest {
  private static final List<String> OWN_MOUNTS =
      List.of("unshare", "--mount", "--user", "--map-root-user");
  private static final String SCRIPT =
      """
      set -e
      mount -t tmpfs -o size=64k none "$1"
      head -c 1m /dev/zero > "$1/driver.undo" 2>/dev/null || true
      if echo more > "$1/other" 2>/dev/null; then exit 9; fi
      "$2" -cp "$3" "$4" "$1/driver.undo"
      ls "$1"
      """;

  @TempDir Path volume;

  /** Runs in the namespace. */
  static final class Caller {
    private Caller() {}

    public static void main(String[] args) {
      SaveCallback.recordingSaved(args[0]);
    }
  }

  @Test
  void recording_that_fills_its_volume_gets_its_saved_file() throws Exception {
    assumeThat(run(List.of("true"))).as("a mount namespace: `unshare` works").isEmpty();

    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    List<String> script = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh", volume.toString()));
    script.addAll(List.of(java, classPath, Caller.class.getName()));

    assertThat(run(script)).containsExactly("driver.undo", "driver.undo.saved", "other");
  }

  private static List<String> run(List<String> command) throws InterruptedException {
    List<String> all = new ArrayList<>(OWN_MOUNTS);
    all.addAll(command);
    try {
      Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      List<String> lines = output.lines().toList();
      return process.waitFor() == 0 ? lines : List.of("exit code " + process.exitValue(), output);
    } catch (IOException e) {
      return List.of(e.toString());
    }
  }
}
