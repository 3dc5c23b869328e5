package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the image's launcher with a script in place of the JVM. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
  private static final int CODE = 7;

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(strings = {"ls", "get", "version", "--help"})
  void other_commands_replace_the_launcher_process(String command) throws Exception {
    Process process = start("echo $$ \"$@\"; exit 7", List.of(), command, "spark-1");

    assertThat(exit(process)).isEqualTo(CODE);
    assertThat(output()).startsWith(process.pid() + " ").endsWith(command + " spark-1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "record"})
  void sidecar_is_a_child_of_the_launcher_and_sets_its_exit_code(String command) throws Exception {
    String[] args = command.isEmpty() ? new String[0] : new String[] {command};
    Process process = start("echo $PPID \"$@\"; exit 7", List.of(), args);

    assertThat(exit(process)).isEqualTo(CODE);
    assertThat(output())
        .startsWith(process.pid() + " @" + root.resolve("app/jvm/recorder.jvmopts"))
        .endsWith(command + "\n");
  }

  @Test
  void jvm_that_ends_before_it_handles_signals_ends_the_launcher() throws Exception {
    Process process = start("echo started; sleep 0.5; exit 7", List.of(), "record");
    await().until(() -> output().contains("started"));
    process.toHandle().destroy();

    assertThat(exit(process)).isEqualTo(CODE);
  }

  @Test
  void signal_waits_until_the_jvm_handles_signals() throws Exception {
    String jvm =
        """
        echo started; sleep 0.5
        trap 'echo asked; exit 0' TERM
        echo half; sleep 0.5
        trap : USR1
        echo ready; while :; do sleep 0.1; done
        """;
    Process process = start(jvm, List.of(), "record");
    await().until(() -> output().contains("started"));
    process.toHandle().destroy();

    assertThat(exit(process)).isZero();
    assertThat(output()).isEqualTo("started\nhalf\nready\nasked\n");
  }

  @Test
  void launcher_as_pid_1_reaps_the_orphans_of_its_container() throws Exception {
    String jvm =
        """
        trap : USR1
        (sh -c 'sleep 0.2' &)
        sleep 1
        for process in /proc/[0-9]*; do grep -H '^State:' $process/status; done
        """;
    Process process = start(jvm, PidNamespace.command(), "record");

    assertThat(exit(process)).isZero();
    assertThat(output()).contains("/proc/1/status").doesNotContain("zombie");
  }

  private Process start(String java, List<String> before, String... args) throws IOException {
    Path bin = Files.createDirectories(root.resolve("bin"));
    Path script = Files.writeString(bin.resolve("java"), "#!/bin/sh\n" + java);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Launcher.withJava(root, bin).start(root.resolve("output"), before, args);
  }

  private String output() throws IOException {
    return Files.readString(root.resolve("output"));
  }

  private static int exit(Process process) throws InterruptedException {
    boolean ended = process.waitFor(Duration.ofSeconds(20).toSeconds(), TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    assertThat(ended).as("the launcher ends").isTrue();
    return process.exitValue();
  }
}
