package io.sparkrecorder.report.eventlog;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec;
import org.apache.spark.io.LZ4CompressionCodec;
import org.apache.spark.io.ZStdCompressionCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Event logs as Spark's own codecs write them. */
class EventLogFormatsTest {
  private static final String START =
      """
      {"Event":"SparkListenerApplicationStart","App Name":"oracle","App ID":"app-1","Timestamp":900}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"plain", "zstd", "lz4"})
  void tasks_are_read_from_each_format(String format) throws IOException {
    EventLog log = read(compressed(format, START + task(3, 1000, 2000)));

    assertThat(log.notes()).isEmpty();
    assertThat(log.appName()).contains("oracle");
    assertThat(log.timesOn("0").orElseThrow().at(1500)).containsExactly(new Stage(3, 0));
  }

  @Test
  void files_of_a_rolled_log_become_one_log() throws IOException {
    EventLog log =
        read(
            compressed("zstd", START + task(3, 1000, 2000)),
            compressed("zstd", task(4, 2500, 3000)));

    assertThat(log.timesOn("0").orElseThrow().at(1500)).containsExactly(new Stage(3, 0));
    assertThat(log.timesOn("0").orElseThrow().at(2700)).containsExactly(new Stage(4, 0));
  }

  @Test
  void torn_last_line_costs_only_itself() throws IOException {
    String torn = task(4, 2500, 3000);
    EventLog log =
        read(
            compressed(
                "plain", START + task(3, 1000, 2000) + torn.substring(0, torn.length() / 2)));

    assertThat(log.notes()).containsExactly("1 lines of the event log cannot be read.");
    assertThat(log.timesOn("0").orElseThrow().at(1500)).containsExactly(new Stage(3, 0));
    assertThat(log.timesOn("0").orElseThrow().at(2700)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "lz4"})
  void frame_that_breaks_off_keeps_what_came_before(String format) throws IOException {
    byte[] first = compressed(format, START + task(3, 1000, 2000));
    byte[] second = compressed(format, task(4, 2500, 3000));
    byte[] torn = Arrays.copyOf(first, first.length + second.length / 2);
    System.arraycopy(second, 0, torn, first.length, second.length / 2);

    EventLog log = read(torn);

    assertThat(log.notes()).singleElement().asString().startsWith("Event log log-0 breaks off: ");
    assertThat(log.timesOn("0").orElseThrow().at(1500)).containsExactly(new Stage(3, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "lz4"})
  void file_that_breaks_off_in_a_long_line_is_not_whole(String format) throws IOException {
    String digits = new Random(7).ints(200_000, 0, 10).mapToObj("%d"::formatted).collect(joining());
    String line = task(4, 2500, 3000).replace("}}", ",\"Locality\":\"%s\"}}".formatted(digits));
    byte[] file = compressed(format, START + task(3, 1000, 2000) + line);

    EventLog log = read(Arrays.copyOf(file, file.length - 100));

    assertThat(log.notes()).first(as(STRING)).startsWith("Event log log-0 breaks off: ");
    assertThat(log.timesOn("0").orElseThrow().at(1500)).containsExactly(new Stage(3, 0));
    assertThat(log.timesOn("0").orElseThrow().at(2700)).isEmpty();
  }

  /** Blocks of 128 KiB, in a window of 512 KiB, with the end of the last one missing. */
  @Test
  void zstd_frame_that_breaks_off_keeps_its_complete_blocks() throws IOException {
    StringBuilder text = new StringBuilder(START);
    for (int stage = 0; stage < 4_000; stage++) {
      text.append(task(stage, 1000 + 10L * stage, 1005 + 10L * stage));
    }
    byte[] frame = compressed("zstd", text.toString());

    EventLog log = read(Arrays.copyOf(frame, frame.length - 1));

    assertThat(log.notes())
        .first(as(STRING))
        .isEqualTo("Event log log-0 breaks off: a frame of zstd is not complete");
    long blocks = text.length() >> 17;
    assertThat(blocks).as("complete blocks").isPositive();
    int stages = (int) (4_000 * (blocks << 17) / text.length()) - 10;
    for (int stage = 0; stage < stages; stage++) {
      assertThat(log.timesOn("0").orElseThrow().at(1002 + 10L * stage))
          .containsExactly(new Stage(stage, 0));
    }
  }

  @Test
  void long_line_that_a_bomb_unpacks_to_is_skipped() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (OutputStream out = codec("zstd").compressedOutputStream(bomb)) {
      out.write(START.getBytes(StandardCharsets.UTF_8));
      byte[] spaces = new byte[1 << 20];
      Arrays.fill(spaces, (byte) ' ');
      for (int mebibytes = 0; mebibytes < 1024; mebibytes++) {
        out.write(spaces);
      }
      out.write(("\n" + task(3, 1000, 2000)).getBytes(StandardCharsets.UTF_8));
    }

    EventLog log = read(bomb.toByteArray());

    assertThat(bomb.size()).as("bytes of the bomb").isLessThan(1 << 20);
    assertThat(log.timesOn("0").orElseThrow().at(1500)).containsExactly(new Stage(3, 0));
  }

  private static String task(int stage, long launch, long finish) {
    return """
        {"Event":"SparkListenerTaskEnd","Stage ID":%d,"Stage Attempt ID":0,\
        "Task Info":{"Task ID":%d,"Launch Time":%d,"Executor ID":"0","Finish Time":%d}}
        """
        .formatted(stage, launch, launch, finish);
  }

  private static EventLog read(byte[]... files) {
    EventLogReader reader = new EventLogReader();
    for (int file = 0; file < files.length; file++) {
      reader.read("log-" + file, new ByteArrayInputStream(files[file]));
    }
    return reader.finish();
  }

  private static byte[] compressed(String format, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (format.equals("plain")) {
      return bytes;
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (OutputStream out = codec(format).compressedOutputStream(file)) {
      out.write(bytes);
    }
    return file.toByteArray();
  }

  private static CompressionCodec codec(String format) {
    SparkConf conf = new SparkConf(false);
    return format.equals("lz4") ? new LZ4CompressionCodec(conf) : new ZStdCompressionCodec(conf);
  }
}
