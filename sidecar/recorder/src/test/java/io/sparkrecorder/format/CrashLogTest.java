package io.sparkrecorder.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SECRET stands for each text that must be masked, and KEPT for each that must not. */
class CrashLogTest {
  private static final String LOG =
      """
      #
      # A fatal error has been detected by the Java Runtime Environment:
      #  KEPT
      Command Line: -Dpassword=SECRET -XX:ErrorFile=hs_err.log Main SECRET

      Host: KEPT, 2 cores
      Time: KEPT
      Internal exceptions (1 events):
      Event: KEPT
      JVMTI agents:
      /agent.so path:/agent.so, options:"token=SECRET"

      KEPT
      VM Arguments:
      jvm_args: -Dpassword=SECRET -Dlines=a
      SECRET
      java_command: Main --password SECRET
      java_class_path (initial): KEPT
      Launcher Type: KEPT

      [Global flags]
           bool KEPT = true {product} {default}
          ccstr OnError = curl SECRET {product} {command line}

      Environment Variables:
      JAVA_TOOL_OPTIONS=-Dtool=SECRET
      PATH=/SECRET
      SHELL=SECRET
      SECRET

      Active Locale:
      LC_ALL=KEPT
      Signal Handlers:
      KEPT
      """;

  @TempDir Path folder;

  @Test
  void command_line_and_environment_are_masked_and_the_rest_is_kept() throws IOException {
    String masked = masked(LOG, true, true);

    assertThat(masked).doesNotContain("SECRET").hasSameSizeAs(LOG);
    assertThat(count(masked, "KEPT")).isEqualTo(count(LOG, "KEPT"));
    assertThat(masked.lines().count()).isEqualTo(LOG.lines().count());
    assertThat(masked)
        .containsPattern("(?m)^Command Line: \\*+$")
        .containsPattern("(?m)^jvm_args: \\*+$")
        .containsPattern("(?m)^java_command: \\*+$")
        .containsPattern("(?m)^PATH=\\*+$")
        .containsPattern("(?m)^ +ccstr OnError =\\*+$");
  }

  @Test
  void environment_is_kept_if_only_the_command_line_is_masked() throws IOException {
    String masked = masked(LOG, true, false);

    assertThat(masked).contains("PATH=/SECRET\nSHELL=SECRET\nSECRET\n");
    assertThat(count(masked, "SECRET")).as("JAVA_TOOL_OPTIONS is masked").isEqualTo(3);
  }

  @Test
  void command_line_is_kept_if_only_the_environment_is_masked() throws IOException {
    String masked = masked(LOG, false, true);

    assertThat(masked).contains("java_command: Main --password SECRET", "curl SECRET");
    assertThat(masked).doesNotContain("-Dtool=SECRET", "/SECRET", "SHELL=SECRET");
  }

  @Test
  void nothing_is_masked_if_everything_is_allowed() throws IOException {
    assertThat(masked(LOG, false, false)).isEqualTo(LOG);
  }

  @Test
  void log_cut_at_any_length_is_masked() throws IOException {
    for (int length = 0; length < LOG.length(); length++) {
      assertThat(masked(LOG.substring(0, length), true, true)).doesNotContain("SECRET");
    }
  }

  @Test
  void command_line_longer_than_any_buffer_is_masked() throws IOException {
    String value = "-D" + "x".repeat(300_000) + "=SECRET";
    String log = "#\n# KEPT\n" + "KEPT\n".repeat(20_000) + "jvm_args: " + value + "\nKEPT\n";

    String masked = masked(log.replace("\nKEPT\n\n", "\n"), true, true);

    assertThat(masked).doesNotContain("SECRET", "xxx").contains("jvm_args: ***");
  }

  @Test
  void environment_is_masked_without_a_locale_after_it() throws IOException {
    String log = "Environment Variables:\nPATH=SECRET\n\nSignal Handlers:\nSIGSEGV: KEPT\n";

    assertThat(masked(log, true, true))
        .isEqualTo("Environment Variables:\nPATH=******\n\nSignal Handlers:\nSIGSEGV: KEPT\n");
  }

  private String masked(String log, boolean commandLine, boolean environment) throws IOException {
    Path file = Files.writeString(folder.resolve("hs_err.log"), log);
    byte[] bytes = Files.readAllBytes(file);
    try (FileChannel channel = FileChannel.open(file)) {
      for (CrashLog.Span span : CrashLog.sensitive(channel, commandLine, environment)) {
        int from = (int) span.offset();
        Arrays.fill(bytes, from, from + (int) span.length(), (byte) '*');
      }
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static int count(String text, String word) {
    return text.split(word, -1).length - 1;
  }
}
