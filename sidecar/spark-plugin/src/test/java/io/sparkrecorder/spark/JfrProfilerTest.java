package io.sparkrecorder.spark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JfrProfilerTest {
  private static final String SECRET = "canary-7a2c";

  @TempDir Path folder;

  private Spool spool;

  @BeforeEach
  void open() throws Exception {
    spool = Spool.at(folder);
  }

  @Test
  void settings_file_of_the_user_brings_no_secret_back() throws Exception {
    System.setProperty("planted", SECRET);
    try {
      Path jfc = folder.resolve("mine.jfc");
      Files.writeString(jfc, jfc(JfrSettings.LEFT_OUT));
      record(JfrProfiler.into(spool, "driver", jfc.toString()));
    } finally {
      System.clearProperty("planted");
    }

    assertThat(Files.readString(folder.resolve("driver.jfr"), ISO_8859_1)).doesNotContain(SECRET);
    assertThat(eventNames("driver.jfr")).doesNotContainAnyElementsOf(JfrSettings.LEFT_OUT);
  }

  @Test
  void recording_beside_one_with_secrets_is_refused() throws Exception {
    try (Recording other = new Recording()) {
      other.setName("of the user");
      other.enable("jdk.InitialEnvironmentVariable");
      other.start();

      assertThatThrownBy(() -> JfrProfiler.into(spool, "driver", "profile").start())
          .isInstanceOf(WrongSettings.class)
          .hasMessageContaining("\"of the user\" has jdk.InitialEnvironmentVariable");

      other.stop();
      record(JfrProfiler.into(spool, "driver", "profile"));
    }
  }

  @Test
  void second_recording_of_a_jvm_keeps_the_first() throws Exception {
    record(JfrProfiler.into(spool, "driver", "profile"));
    byte[] first = Files.readAllBytes(folder.resolve("driver.jfr"));
    record(JfrProfiler.into(spool, "driver", "default"));

    assertThat(folder.resolve("driver.jfr")).hasBinaryContent(first);
    assertThat(eventNames("driver-2.jfr")).contains("jdk.ActiveSetting");
  }

  @Test
  void chunks_lie_in_the_spool_while_the_recording_runs() throws Exception {
    JfrProfiler profiler = JfrProfiler.into(spool, "driver", "profile");
    profiler.start();
    try (Stream<Path> files = Files.walk(folder.resolve("jfr"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".jfr"))).isNotEmpty();
    } finally {
      profiler.stop();
    }
  }

  @Test
  void unknown_settings_start_no_recording() {
    assertThatThrownBy(() -> JfrProfiler.into(spool, "driver", "fast").start())
        .isInstanceOf(WrongSettings.class);
    assertThat(folder.resolve("driver.jfr")).doesNotExist();
  }

  private static void record(JfrProfiler profiler) throws Exception {
    profiler.start();
    profiler.stop();
  }

  private List<String> eventNames(String recording) throws IOException {
    return RecordingFile.readAllEvents(folder.resolve(recording)).stream()
        .map(event -> event.getEventType().getName())
        .distinct()
        .collect(Collectors.toList());
  }

  private static String jfc(List<String> events) {
    return events.stream()
        .map(
            event ->
                "<event name=\"" + event + "\"><setting name=\"enabled\">true</setting></event>")
        .collect(
            Collectors.joining(
                "", "<?xml version=\"1.0\"?><configuration version=\"2.0\">", "</configuration>"));
  }
}
