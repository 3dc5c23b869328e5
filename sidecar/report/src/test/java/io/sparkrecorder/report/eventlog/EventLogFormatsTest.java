package io.sparkrecorder.report.eventlog;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Event logs as Spark's own codecs write them. */
class EventLogFormatsTest {
  private static final String START =
      """
      {"Event":"SparkListenerApplicationStart","App Name":"oracle","App ID":"app-1","Timestamp":900}
      """;

  @TempDir private static Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"plain", "zstd", "lz4", "snappy"})
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
  @ValueSource(strings = {"zstd", "lz4", "snappy"})
  void frame_that_breaks_off_keeps_what_came_before(String format) throws IOException {
    byte[] first = compressed(format, START + task(3, 1000, 2000));
    byte[] second = compressed(format, task(4, 2500, 3000));
    byte[] torn = Arrays.copyOf(first, first.length + second.length / 2);
    System.arraycopy(second, 0, torn, first.length, second.length / 2);

    EventLog log = read(torn);

    assertThat(log.notes())
        .singleElement()
        .asString()
        .startsWith("Event log log-0 breaks off after 2 complete lines: ");
    assertThat(log.timesOn("0").orElseThrow().at(1500)).containsExactly(new Stage(3, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "lz4", "snappy"})
  void file_that_breaks_off_in_a_long_line_is_not_whole(String format) throws IOException {
    String digits = new Random(7).ints(200_000, 0, 10).mapToObj("%d"::formatted).collect(joining());
    String line = task(4, 2500, 3000).replace("}}", ",\"Locality\":\"%s\"}}".formatted(digits));
    byte[] file = compressed(format, START + task(3, 1000, 2000) + line);

    EventLog log = read(Arrays.copyOf(file, file.length - 100));

    assertThat(log.notes())
        .first(as(STRING))
        .startsWith("Event log log-0 breaks off after 2 complete lines: ");
    assertThat(log.timesOn("0").orElseThrow().at(1500)).containsExactly(new Stage(3, 0));
    assertThat(log.timesOn("0").orElseThrow().at(2700)).isEmpty();
  }

  /** Blocks of 128 KiB, in a window of 512 KiB, with the end of the last one missing. */
  @Test
  void zstd_frame_that_breaks_off_keeps_its_complete_blocks() throws IOException {
    String text = START + tasks(0, 4_000);
    byte[] frame = compressed("zstd", text);
    int blocks = 3;

    EventLog log = read(Arrays.copyOf(frame, blocks(frame)[blocks] + 100));

    long lines = text.substring(0, blocks << 17).lines().count() - 1;
    assertThat(log.notes())
        .first(as(STRING))
        .isEqualTo(
            "Event log log-0 breaks off after %d complete lines: a frame of zstd is not complete"
                .formatted(lines));
    assertStages(log, (int) lines - 1);
  }

  /** The damaged block is in the middle of the only frame, whose window is still in memory. */
  @Test
  void zstd_frame_with_a_damaged_block_keeps_the_blocks_before() throws IOException {
    byte[] frame = compressed("zstd", START + tasks(0, 12_000));
    int[] blocks = blocks(frame);
    int damaged = 8;
    assertThat(blocks).as("blocks").hasSizeGreaterThan(damaged + 1);
    Arrays.fill(frame, blocks[damaged] + 3, blocks[damaged + 1], (byte) 0xFF);

    EventLog log = read(frame);

    String before = (START + tasks(0, 12_000)).substring(0, damaged << 17);
    long lines = before.lines().count() - 1;
    assertThat(log.notes())
        .first(as(STRING))
        .isEqualTo(
            "Event log log-0 breaks off after %d complete lines: a block of zstd is damaged"
                .formatted(lines));
    assertStages(log, (int) lines - 1);
  }

  @Test
  void zstd_frame_whose_first_block_is_damaged_is_told() throws IOException {
    byte[] frame = compressed("zstd", START + tasks(0, 4_000));
    int[] blocks = blocks(frame);
    Arrays.fill(frame, blocks[0] + 3, blocks[1], (byte) 0xFF);

    assertThat(read(frame).notes())
        .containsExactly(
            "Event log log-0 breaks off after 0 complete lines: a block of zstd is damaged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lz4", "snappy"})
  void damaged_block_keeps_the_blocks_before(String format) throws IOException {
    String text = START + tasks(0, 2_000);
    byte[] before = killed(format, text);
    byte[] file = killed(format, text, tasks(2_000, 4_000));
    assertThat(Arrays.copyOf(file, before.length)).isEqualTo(before);
    Arrays.fill(file, before.length + 40, before.length + 400, (byte) 0xFF);

    EventLog log = read(file);

    int stages = format.equals("lz4") ? inFullBlocks(text) : 2_000;
    assertThat(log.notes())
        .first(as(STRING))
        .startsWith("Event log log-0 breaks off after %d complete lines: a".formatted(stages + 1))
        .contains(format);
    assertStages(log, stages);
  }

  /** A changed letter leaves a block that can be unpacked, to another text. */
  @Test
  void lz4_block_whose_text_was_changed_is_not_believed() throws IOException {
    byte[] file = compressed("lz4", START + task(3, 1000, 2000));
    int launch = new String(file, StandardCharsets.ISO_8859_1).indexOf("1000");
    assertThat(launch).isPositive();
    file[launch] = '0';

    assertThat(read(file).notes())
        .containsExactly(
            "Event log log-0 breaks off after 0 complete lines:"
                + " an lz4 block is damaged: its checksum differs");
  }

  /** Spark flushes after an event; a killed driver never ends the file. */
  @ParameterizedTest
  @ValueSource(strings = {"plain", "zstd", "lz4", "snappy"})
  void log_of_a_killed_driver_keeps_every_line_that_reached_the_file(String format)
      throws IOException {
    String first = START + tasks(0, 1_000);
    byte[] whole = killed(format, first, tasks(1_000, 2_000));
    int flushed = killed(format, first).length;

    for (int length : new int[] {flushed, (flushed + whole.length) / 2, whole.length}) {
      EventLog log = read(Arrays.copyOf(whole, length));

      assertStages(log, format.equals("lz4") ? inFullBlocks(first) : 1_000);
    }
  }

  /** The tasks in blocks of 32 KiB: lz4-java keeps an unfinished block to itself at a flush. */
  private static int inFullBlocks(String text) {
    int bytes = text.length() >> 15 << 15;
    return (int) text.substring(0, bytes).lines().count() - 2;
  }

  @Test
  void rolled_log_of_a_killed_driver_keeps_its_files() throws IOException {
    EventLog log =
        read(
            compressed("zstd", START + tasks(0, 1_000)),
            killed("zstd", tasks(1_000, 2_000)),
            new byte[0]);

    assertThat(log.notes()).isEmpty();
    assertStages(log, 2_000);
  }

  @Test
  void codec_that_is_not_read_is_told() throws IOException {
    assertThat(read(compressed("lzf", START)).notes())
        .containsExactly(
            "Event log log-0 cannot be read: it is compressed with lzf, which reports do not read");
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

  /** Positions of the blocks' headers in the only frame of a file. */
  private static int[] blocks(byte[] frame) {
    // Magic number, descriptor and window, as Spark's codec writes them.
    assertThat(frame[4] & 0b1110_0011).as("neither size nor dictionary in the header").isZero();
    IntStream.Builder blocks = IntStream.builder();
    int at = 6;
    boolean last = false;
    while (!last) {
      blocks.add(at);
      int header = (frame[at] & 0xFF) | (frame[at + 1] & 0xFF) << 8 | (frame[at + 2] & 0xFF) << 16;
      last = (header & 1) != 0;
      at += 3 + ((header >> 1 & 3) == 1 ? 1 : header >> 3);
    }
    return blocks.build().toArray();
  }

  /** Tasks of as many stages. */
  private static String tasks(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int stage = from; stage < to; stage++) {
      text.append(task(stage, 1000 + 10L * stage, 1005 + 10L * stage));
    }
    return text.toString();
  }

  private static void assertStages(EventLog log, int stages) {
    for (int stage = 0; stage < stages; stage++) {
      assertThat(log.timesOn("0").orElseThrow().at(1002 + 10L * stage))
          .containsExactly(new Stage(stage, 0));
    }
  }

  private static String task(int stage, long launch, long finish) {
    return """
    {"Event":"SparkListenerTaskEnd","Stage ID":%d,"Stage Attempt ID":0,\
    "Task Info":{"Task ID":%d,"Launch Time":%d,"Executor ID":"0","Finish Time":%d}}
    """
        .formatted(stage, launch, launch, finish);
  }

  private static EventLog read(byte[]... files) throws IOException {
    EventLogReader reader = new EventLogReader();
    for (int file = 0; file < files.length; file++) {
      reader.read("log-" + file, Files.write(folder.resolve("log-" + file), files[file]));
    }
    return reader.finish();
  }

  /** The bytes that have reached a file after each of these texts was flushed. */
  private static byte[] killed(String format, String... texts) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    OutputStream out =
        format.equals("plain") ? file : codec(format).compressedContinuousOutputStream(file);
    for (String text : texts) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    return file.toByteArray();
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
    return CompressionCodec.createCodec(new SparkConf(false), format);
  }
}
