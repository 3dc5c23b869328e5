package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.config.Completeness;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.store.Incoming;
import io.sparkrecorder.store.Outbox;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.store.PodStore;
import io.sparkrecorder.store.Slice;
import io.sparkrecorder.store.VolumeStore;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The rule {@code stable-size:10s}, in both kinds of stores. */
@ParameterizedClass
@EnumSource(QuietFilesTest.Kind.class)
class QuietFilesTest {
  private static final String QUIET = "WHOLE it did not change for 10s while its JVM ran";
  private static final String OUTDATED =
      "TORN its agent went on writing after this copy; the next file of this name has the later state";
  private static final String UNVERIFIED = "UNVERIFIED nothing says that its writer ended it";

  @Parameter Kind kind;
  @TempDir Path root;
  private Path spool;
  private Spool files;
  private PodFolder folder;
  private PodStore store;
  private Collector collector;
  private long nanos;

  /** Where the recorder gathers files. */
  enum Kind {
    VOLUME,
    OUTBOX
  }

  @BeforeEach
  void open() throws IOException {
    spool = Files.createDirectories(root.toRealPath().resolve("spool"));
    folder =
        new PodFolder(
            switch (kind) {
              case VOLUME -> root.toRealPath().resolve("executor-1.uid");
              case OUTBOX -> spool.resolve(".recorder/executor-1.uid");
            });
    store =
        switch (kind) {
          case VOLUME -> VolumeStore.open(folder, spool);
          case OUTBOX -> Outbox.open(folder, 1 << 20);
        };
    files = new Spool(spool).without(spool.resolve(".recorder"));
    collector =
        new Collector(
            files,
            store,
            new CrashLogs(Set.of()),
            Completeness.parse("*.txt=stable-size:10s,*.saved-only=saved-file"),
            () -> nanos);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void file_is_copied_as_whole_once_it_was_quiet_and_stays_in_the_spool() throws IOException {
    Path file = Files.writeString(spool.resolve("a.txt"), "all of it");

    look(0);
    look(9);
    assertThat(judged()).isEmpty();
    look(1);

    assertThat(judged()).isEqualTo(Map.of("a.txt", QUIET));
    assertThat(folder.file("a.txt")).hasContent("all of it");
    assertThat(file).hasContent("all of it");
  }

  @Test
  void unchanged_copy_is_not_moved_again_at_the_end() throws IOException {
    Path file = Files.writeString(spool.resolve("a.txt"), "all of it");
    look(0);
    look(10);

    assertThat(takeAll()).isEqualTo(Map.of("a.txt", QUIET));
    assertThat(file).doesNotExist();
  }

  @Test
  void each_change_starts_the_time_anew() throws IOException {
    Path file = Files.writeString(spool.resolve("a.txt"), "1");
    for (int second = 0; second < 40; second += 9) {
      look(9);
      Files.writeString(file, "more", StandardOpenOption.APPEND);
    }

    assertThat(judged()).isEmpty();
  }

  @Test
  void file_of_a_killed_jvm_that_was_not_quiet_is_never_whole() throws IOException {
    Files.writeString(spool.resolve("a.txt"), "half of it");
    look(0);
    nanos += Duration.ofSeconds(9).toNanos();

    assertThat(takeAll()).isEqualTo(Map.of("a.txt", UNVERIFIED));
  }

  @Test
  void time_after_the_end_of_the_jvm_does_not_count_as_quiet() throws IOException {
    Files.writeString(spool.resolve("a.txt"), "half of it");
    look(0);
    nanos += Duration.ofSeconds(9).toNanos();
    // The first try has no time at all and keeps the file for the second.
    collector.takeAll(Deadline.in(Duration.ZERO));
    nanos += Duration.ofSeconds(9).toNanos();

    assertThat(takeAll()).isEqualTo(Map.of("a.txt", UNVERIFIED));
  }

  @Test
  void file_that_changes_after_its_copy_is_collected_again() throws IOException {
    Path file = Files.writeString(spool.resolve("a.txt"), "first");
    try (FileChannel writer = FileChannel.open(file, StandardOpenOption.APPEND)) {
      look(0);
      look(10);
      writer.write(ByteBuffer.wrap(" and second".getBytes(StandardCharsets.UTF_8)));
      assertThat(look(0)).isTrue();
      assertThat(judged()).isEqualTo(Map.of("a.txt", OUTDATED));
    }

    assertThat(takeAll()).isEqualTo(Map.of("a.txt", OUTDATED, "a~2.txt", UNVERIFIED));
    assertThat(folder.file("a.txt")).hasContent("first");
    assertThat(folder.file("a~2.txt")).hasContent("first and second");
  }

  @Test
  void file_that_changes_all_the_time_is_copied_a_few_times_only() throws IOException {
    Path file = Files.writeString(spool.resolve("a.txt"), "0");
    for (int minute = 0; minute < 60; minute++) {
      for (int second = 0; second < 60; second += 12) {
        Files.writeString(file, "more", StandardOpenOption.APPEND);
        look(0);
        look(11);
        look(1);
      }
    }

    assertThat(judged()).hasSize(1);
  }

  @Test
  void file_that_replaces_a_copied_one_leaves_the_copy_whole() throws IOException {
    Files.writeString(spool.resolve("a.txt"), "first");
    look(0);
    look(10);
    Path next = Files.writeString(spool.resolve("next"), "second");
    Files.move(next, spool.resolve("a.txt"), StandardCopyOption.ATOMIC_MOVE);
    look(0);
    look(10);

    assertThat(takeAll()).isEqualTo(Map.of("a.txt", QUIET, "a~2.txt", QUIET));
    assertThat(folder.file("a~2.txt")).hasContent("second");
  }

  @Test
  void change_through_memory_that_no_time_shows_is_collected_again() throws IOException {
    Path file = Files.write(spool.resolve("a.txt"), new byte[8192]);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, 8192);
      memory.put(0, (byte) 1);
      look(0);
      look(10);
      memory.put(1, (byte) 2);

      assertThat(takeAll().keySet()).containsExactly("a.txt", "a~2.txt");
      assertThat(judged().get("a.txt")).isEqualTo(OUTDATED);
      assertThat(judged().get("a~2.txt")).as("its times prove nothing").isEqualTo(UNVERIFIED);
      assertThat(file).as("the recorder would store it a third time").doesNotExist();
      assertThat(Files.readAllBytes(folder.file("a~2.txt"))).startsWith(1, 2);
      assertThat(Files.readAllBytes(folder.file("a.txt"))).startsWith(1, 0);
    }
  }

  @Test
  void masked_crash_log_left_in_the_spool_by_a_kill_stays_whole() throws IOException {
    Path log =
        Files.writeString(
            spool.resolve("crash.txt"),
            "#\n# A fatal error has been detected\nVM Arguments:\njvm_args: -Dkey=SECRET\nEND.\n");
    SpoolSource source = new SpoolSource(files, files.see(log).orElseThrow());
    List<Slice> masked = new CrashLogs(Set.of()).slices(source, Files.size(log));
    assertThat(masked).hasSizeGreaterThan(1);
    store.put(
        new Incoming("crash.txt", source.identity(), "hs-err", FileState.WHOLE, Optional.empty()),
        masked,
        soon());

    assertThat(takeAll()).isEqualTo(Map.of("crash.txt", "WHOLE"));
    assertThat(log).doesNotExist();
  }

  @Test
  void copy_that_could_not_be_compared_in_time_leaves_the_file_in_the_spool() throws IOException {
    Path file = Files.writeString(spool.resolve("a.txt"), "all of it");
    look(0);
    look(10);

    assertThat(collector.takeAll(Deadline.in(Duration.ZERO)))
        .containsExactly("a.txt: out of time to compare it with its copy");
    assertThat(file).hasContent("all of it");
  }

  @Test
  void next_recorder_finds_a_copy_that_is_no_longer_whole() throws IOException {
    Path file = Files.writeString(spool.resolve("a.txt"), "first");
    look(0);
    look(10);
    store.close();
    Files.writeString(file, " and second", StandardOpenOption.APPEND);

    open();
    look(0);

    assertThat(judged()).isEqualTo(Map.of("a.txt", OUTDATED));
    assertThat(takeAll()).isEqualTo(Map.of("a.txt", OUTDATED, "a~2.txt", UNVERIFIED));
  }

  @Test
  void next_recorder_does_not_copy_an_unchanged_file_again() throws IOException {
    Files.writeString(spool.resolve("a.txt"), "first");
    look(0);
    look(10);
    store.close();

    open();
    look(0);
    look(10);

    assertThat(takeAll()).isEqualTo(Map.of("a.txt", QUIET));
  }

  @Test
  void empty_file_is_never_quiet() throws IOException {
    Files.createFile(spool.resolve("a.txt"));
    look(0);
    look(10);

    assertThat(takeAll()).isEqualTo(Map.of("a.txt", UNVERIFIED));
  }

  @Test
  void torn_heap_dump_is_torn_however_quiet_it_was() throws IOException {
    Files.writeString(spool.resolve("dump.txt"), "JAVA PROFILE 1.0.2\0 cut");
    look(0);
    look(10);
    assertThat(judged()).isEmpty();

    assertThat(takeAll().get("dump.txt")).startsWith("TORN");
  }

  @Test
  void file_that_its_agent_should_have_saved_is_torn() throws IOException {
    Files.writeString(spool.resolve("run.saved-only"), "half of it");
    look(10);

    assertThat(takeAll())
        .isEqualTo(Map.of("run.saved-only", "TORN its agent did not say that it saved it"));
  }

  @Test
  void file_that_its_agent_saved_after_it_was_copied_leaves_the_spool() throws IOException {
    Path file = Files.writeString(spool.resolve("a.txt"), "all of it");
    look(0);
    look(10);
    Files.createFile(spool.resolve("a.txt.saved"));
    look(0);

    assertThat(file).doesNotExist();
    assertThat(judged()).isEqualTo(Map.of("a.txt", QUIET));
  }

  /** Looks at the spool after this time; returns whether the marker has to tell of it. */
  private boolean look(int seconds) throws IOException {
    nanos += Duration.ofSeconds(seconds).toNanos();
    return collector.takeFinished(soon(), soon());
  }

  private Map<String, String> takeAll() {
    assertThat(collector.takeAll(soon())).isEmpty();
    return judged();
  }

  private Map<String, String> judged() {
    Map<String, String> judged = new TreeMap<>();
    for (RecordedFile file : store.files()) {
      judged.put(file.name(), file.state() + file.note().map(note -> " " + note).orElse(""));
    }
    return judged;
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30));
  }
}
