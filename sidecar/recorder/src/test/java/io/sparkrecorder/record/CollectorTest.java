package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.config.Completeness;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.spool.SpoolFile;
import io.sparkrecorder.store.Incoming;
import io.sparkrecorder.store.Outbox;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.store.PodStore;
import io.sparkrecorder.store.Slice;
import io.sparkrecorder.store.VolumeStore;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the collector when time runs out in the middle of a file or single files cannot be moved.
 */
class CollectorTest {
  private static final byte[] LARGE = new byte[8 << 20];

  @TempDir Path root;
  private Path spool;
  private PodFolder folder;
  private PodStore store;

  @BeforeEach
  void open() throws IOException {
    spool = Files.createDirectories(root.resolve("spool"));
    folder = new PodFolder(root.resolve("executor-1.uid"));
    store = VolumeStore.open(folder, root);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void half_moved_dump_yields_when_the_jvm_ends_and_arrives_whole_later() throws IOException {
    Path dump = Files.write(spool.resolve("run.undo"), LARGE);
    Files.createFile(spool.resolve("run.undo.saved"));
    Collector collector =
        new Collector(new Spool(spool), store, new CrashLogs(Set.of()), Completeness.NONE);

    collector.takeFinished(soon(), afterLooks(12));

    assertThat(store.files()).isEmpty();
    assertThat(dump).hasBinaryContent(LARGE);
    assertThat(collector.takeAll(soon())).isEmpty();
    assertThat(folder.file("run.undo")).hasBinaryContent(LARGE);
  }

  @Test
  void truncated_file_stays_in_the_spool_and_never_counts_as_moved() throws IOException {
    Path dump = Files.write(spool.resolve("run.undo"), LARGE);
    Collector collector =
        new Collector(new Spool(spool), store, new CrashLogs(Set.of()), Completeness.NONE);

    assertThat(collector.takeAll(afterLooks(12))).singleElement().asString().contains("cut off");
    assertThat(store.file("run.undo").map(RecordedFile::bytes).orElseThrow())
        .isBetween(1L, LARGE.length - 1L);
    assertThat(dump).hasBinaryContent(LARGE);
    assertThat(collector.takeAll(Deadline.in(Duration.ZERO))).hasSize(1);

    assertThat(collector.takeAll(soon())).isEmpty();
    assertThat(folder.file("run.undo")).hasBinaryContent(LARGE);
    assertThat(store.files()).hasSize(1);
  }

  @Test
  void unreadable_chunk_does_not_keep_other_chunks_from_being_moved() throws IOException {
    Path repository = Files.createDirectories(spool.resolve("2026_11_21_21_00_19_1"));
    Path chunk = Files.writeString(repository.resolve("2026_11_21_21_00_20.jfr"), "no chunk");
    SpoolFile gone =
        new SpoolFile(
            repository.resolve("2026_11_21_21_00_19.jfr"), "repository/first.jfr", 100, 0, 0, 0);
    SpoolFile here = new SpoolFile(chunk, "repository/second.jfr", 8, 0, 0, 0);

    List<NotMoved> left =
        new JfrRecordings(new Spool(spool), store, new JvmEvidence())
            .takeRest(List.of(gone, here), soon());

    assertThat(left).extracting(NotMoved::file).containsExactly(gone);
    assertThat(folder.file("repository/second.jfr")).hasContent("no chunk");
  }

  @Test
  void error_in_one_chunk_leaves_the_other_chunks_moved() throws IOException {
    Path repository = Files.createDirectories(spool.resolve("2026_11_21_21_00_19_1"));
    Path chunk = Files.writeString(repository.resolve("2026_11_21_21_00_20.jfr"), "no chunk");
    SpoolFile broken = new SpoolFile(failing(), "repository/first.jfr", 100, 0, 0, 0);
    SpoolFile here = new SpoolFile(chunk, "repository/second.jfr", 8, 0, 0, 0);

    List<NotMoved> left =
        new JfrRecordings(new Spool(spool), store, new JvmEvidence())
            .takeRest(List.of(broken, here), soon());

    assertThat(left).extracting(NotMoved::why).containsExactly("StackOverflowError: too deep");
    assertThat(folder.file("repository/second.jfr")).hasContent("no chunk");
  }

  @Test
  void open_chunk_that_vanishes_without_a_dump_is_told() throws IOException {
    Path repository = Files.createDirectories(spool.resolve("2026_11_21_21_00_19_1"));
    Path chunk = Files.write(repository.resolve("2026_11_21_21_00_20.jfr"), openChunk(7));
    Collector collector =
        new Collector(new Spool(spool), store, new CrashLogs(Set.of()), Completeness.NONE);
    collector.takeFinished(soon(), soon());

    Files.delete(chunk);
    Files.createFile(spool.resolve("driver.jfr"));

    assertThat(collector.takeAll(soon()))
        .containsExactly(
            "2026_11_21_21_00_19_1.jfr: its last chunk, begun at 1970-01-01T00:00:00.000000007Z,"
                + " is gone: the JVM left neither the chunk nor a dump with it");
  }

  @Test
  void open_chunk_that_is_left_after_the_end_is_not_called_gone() throws IOException {
    Path repository = Files.createDirectories(spool.resolve("2026_11_21_21_00_19_1"));
    Files.write(repository.resolve("2026_11_21_21_00_20.jfr"), openChunk(7));
    Collector collector =
        new Collector(new Spool(spool), store, new CrashLogs(Set.of()), Completeness.NONE);
    collector.takeFinished(soon(), soon());

    assertThat(collector.takeAll(soon())).isEmpty();
    assertThat(store.files()).hasSize(1);
  }

  @Test
  void older_chunk_that_a_limited_recording_deletes_is_not_called_gone() throws IOException {
    Path repository = Files.createDirectories(spool.resolve("2026_11_21_21_00_19_1"));
    Path old = Files.write(repository.resolve("2026_11_21_21_00_20.jfr"), openChunk(7));
    Files.write(repository.resolve("2026_11_21_21_00_21.jfr"), openChunk(8));
    Collector collector =
        new Collector(new Spool(spool), store, new CrashLogs(Set.of()), Completeness.NONE);
    collector.takeFinished(soon(), soon());

    Files.delete(old);

    assertThat(collector.takeAll(soon())).isEmpty();
  }

  /** The header of a chunk that its JVM still writes. */
  private static byte[] openChunk(long startNanos) {
    ByteBuffer header = ByteBuffer.allocate(68);
    header.putInt(0, 'F' << 24 | 'L' << 16 | 'R' << 8).putShort(4, (short) 2);
    return header.putLong(32, startNanos).putLong(48, 1).put(64, (byte) 1).array();
  }

  /** A path that throws an Error, because no real file provokes one. */
  private static Path failing() {
    return (Path)
        Proxy.newProxyInstance(
            CollectorTest.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (_, _, _) -> {
              throw new StackOverflowError("too deep");
            });
  }

  @Test
  void linked_file_left_in_the_spool_by_a_kill_is_not_stored_twice() throws IOException {
    Files.writeString(spool.resolve("a.log"), "content");
    PodFolder own = new PodFolder(spool.resolve(".recorder").resolve("executor-1.uid"));
    Spool recorded = new Spool(spool).without(spool.resolve(".recorder"));
    try (Outbox outbox = Outbox.open(own, 1 << 20)) {
      for (SpoolFile file : recorded.scan().files()) {
        SpoolSource source = new SpoolSource(recorded, file);
        Incoming incoming =
            new Incoming(
                file.name(), source.identity(), "other", FileState.WHOLE, Optional.empty());
        Slice all = Slice.of(source, 0, file.bytes());
        outbox.place(List.of(outbox.stage(incoming, List.of(all), soon())));
      }
    }
    try (Outbox outbox = Outbox.open(own, 1 << 20)) {
      Collector next = new Collector(recorded, outbox, new CrashLogs(Set.of()), Completeness.NONE);

      assertThat(next.takeAll(soon())).isEmpty();

      assertThat(outbox.files()).extracting(RecordedFile::name).containsExactly("a.log");
      assertThat(recorded.scan().files()).isEmpty();
    }
  }

  @Test
  void file_rewritten_with_its_old_size_and_time_is_stored_too() throws IOException {
    FileTime same = FileTime.from(Instant.parse("2026-01-31T12:30:00Z"));
    Collector collector =
        new Collector(new Spool(spool), store, new CrashLogs(Set.of()), Completeness.NONE);
    for (String content : List.of("one", "two")) {
      Files.setLastModifiedTime(Files.writeString(spool.resolve("a.undo"), content), same);
      Files.writeString(spool.resolve("a.undo.saved"), "");
      collector.takeFinished(soon(), soon());
    }

    assertThat(folder.file("a.undo")).hasContent("one");
    assertThat(folder.file("a~2.undo")).hasContent("two");
  }

  @Test
  void saved_file_with_content_is_stored_like_any_other() throws IOException {
    Files.writeString(spool.resolve("model"), "recorded");
    Files.writeString(spool.resolve("model.saved"), "of the user");
    Collector collector =
        new Collector(new Spool(spool), store, new CrashLogs(Set.of()), Completeness.NONE);

    collector.takeFinished(soon(), soon());
    assertThat(collector.takeAll(soon())).isEmpty();

    assertThat(folder.file("model")).hasContent("recorded");
    assertThat(folder.file("model.saved")).hasContent("of the user");
    assertThat(spool).isEmptyDirectory();
  }

  @ParameterizedTest
  @MethodSource("namesThatTheStoreChanges")
  void callback_for_a_file_moved_under_another_name_is_not_a_file(String name) throws IOException {
    Files.writeString(spool.resolve(name), "recorded");
    Files.createFile(spool.resolve(name + ".saved"));
    Collector collector =
        new Collector(new Spool(spool), store, new CrashLogs(Set.of()), Completeness.NONE);
    collector.takeFinished(soon(), soon());
    assertThat(spool.resolve(name)).doesNotExist();

    assertThat(collector.takeAll(soon())).isEmpty();

    assertThat(store.files())
        .singleElement()
        .satisfies(file -> assertThat(file.bytes()).isEqualTo("recorded".length()));
    assertThat(collector.skipped()).hasSize(1);
  }

  static Stream<String> namesThatTheStoreChanges() {
    return Stream.of("marker.json", ".hidden.part", "odd name", "L".repeat(230));
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  /** A deadline that passes after this many checks. */
  private static Deadline afterLooks(int looks) {
    AtomicLong looked = new AtomicLong();
    return Deadline.in(Duration.ofNanos(looks), looked::incrementAndGet);
  }
}
