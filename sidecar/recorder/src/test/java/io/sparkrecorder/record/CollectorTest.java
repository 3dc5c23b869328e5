package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.spool.SpoolFile;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.store.PodStore;
import io.sparkrecorder.store.VolumeStore;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time runs out in the middle of a file, and single files cannot be moved. */
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
  void a_dump_that_is_half_moved_when_the_jvm_ends_gives_way_and_arrives_whole_later()
      throws IOException {
    Path dump = Files.write(spool.resolve("run.undo"), LARGE);
    Files.createFile(spool.resolve("run.undo.saved"));
    Collector collector = new Collector(new Spool(spool), store, new CrashLogs(Set.of()));

    collector.takeFinished(soon(), afterLooks(12));

    assertThat(store.files()).isEmpty();
    assertThat(dump).hasBinaryContent(LARGE);
    assertThat(collector.takeAll(soon())).isEmpty();
    assertThat(folder.file("run.undo")).hasBinaryContent(LARGE);
  }

  @Test
  void a_file_that_was_cut_stays_in_the_spool_and_is_never_counted_as_moved() throws IOException {
    Path dump = Files.write(spool.resolve("run.undo"), LARGE);
    Collector collector = new Collector(new Spool(spool), store, new CrashLogs(Set.of()));

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
  void a_chunk_that_cannot_be_read_keeps_no_other_here() throws IOException {
    Path repository = Files.createDirectories(spool.resolve("2026_11_21_21_00_19_1"));
    Path chunk = Files.writeString(repository.resolve("2026_11_21_21_00_20.jfr"), "no chunk");
    SpoolFile gone =
        new SpoolFile(
            repository.resolve("2026_11_21_21_00_19.jfr"), "repository/first.jfr", 100, 0, 0, 0);
    SpoolFile here = new SpoolFile(chunk, "repository/second.jfr", 8, 0, 0, 0);

    List<NotMoved> left =
        new Streams(new Spool(spool), store, new JvmEvidence())
            .takeRest(List.of(gone, here), soon());

    assertThat(left).extracting(NotMoved::file).containsExactly(gone);
    assertThat(folder.file("repository/second.jfr")).hasContent("no chunk");
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  /** Passes when it has been looked at so often. */
  private static Deadline afterLooks(int looks) {
    AtomicLong looked = new AtomicLong();
    return Deadline.in(Duration.ofNanos(looks), looked::incrementAndGet);
  }
}
