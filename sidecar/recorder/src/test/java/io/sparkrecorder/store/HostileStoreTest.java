package io.sparkrecorder.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.MarkerItems;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Puts links, pipes and false documents where the recorder expects its own files. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileStoreTest {
  private static final String SECRET = "the token of the recorder's service account";
  private static final String APP = "app-1";

  @TempDir Path root;
  private Path store;
  private Path spool;
  private Path secret;
  private AppFolder app;
  private PodFolder folder;

  @BeforeEach
  void store() throws IOException {
    store = Files.createDirectory(root.resolve("store"));
    spool = Files.createDirectory(root.resolve("spool"));
    secret =
        Files.writeString(Files.createDirectory(root.resolve("secrets")).resolve("token"), SECRET);
    app = AppFolder.of(store, APP);
    folder = app.pod(executor("2"));
    Files.createDirectories(folder.path());
  }

  @Test
  void marker_that_is_a_pipe_is_refused_at_once() throws Exception {
    pipe(marker());

    assertThatThrownBy(folder::marker)
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is a pipe, socket or device");
    assertThatThrownBy(folder::summary).isInstanceOf(FileSystemException.class);
  }

  @Test
  void marker_that_is_a_link_is_refused() throws IOException {
    folder.write(marker("2"));
    Path elsewhere = Files.move(marker(), root.resolve("elsewhere.json"));
    Files.createSymbolicLink(marker(), elsewhere);

    assertThatThrownBy(folder::marker)
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is a symbolic link");
  }

  @Test
  void marker_that_is_a_folder_or_a_device_is_refused() throws IOException {
    Files.createDirectory(marker());
    assertThatThrownBy(folder::marker).hasMessageContaining("is a folder");
    Files.delete(marker());

    Files.createSymbolicLink(marker(), Path.of("/dev/zero"));
    assertThatThrownBy(folder::marker).isInstanceOf(FileSystemException.class);
  }

  @Test
  void marker_of_60_mib_of_blanks_is_refused_unread() throws IOException {
    folder.write(marker("2"));
    try (FileChannel channel = FileChannel.open(marker(), StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[1]), 60L << 20);
    }

    assertThatThrownBy(folder::summary)
        .isInstanceOf(MalformedDocument.class)
        .hasMessageContaining("more than 33554432 bytes");
  }

  @Test
  void marker_of_another_pod_is_refused_with_both_names() throws IOException {
    folder.write(marker("2"));
    PodFolder other = app.pod(executor("3"));
    Files.createDirectories(other.path());
    Files.copy(marker(), other.path().resolve("marker.json"));

    assertThatThrownBy(other::summary)
        .isInstanceOf(MalformedDocument.class)
        .hasMessage("marker.json says it is executor-2.uid-2, the folder is executor-3.uid-3");
    assertThatThrownBy(other::marker).isInstanceOf(MalformedDocument.class);
    assertThat(other.identity())
        .hasValueSatisfying(pod -> assertThat(pod.label()).isEqualTo("executor-3"));
  }

  @Test
  void marker_of_another_application_is_refused() throws IOException {
    folder.write(marker("2"));
    PodFolder other = AppFolder.of(store, "app-2").pod(executor("2"));
    Files.createDirectories(other.path());
    Files.copy(marker(), other.path().resolve("marker.json"));

    assertThatThrownBy(other::summary)
        .isInstanceOf(MalformedDocument.class)
        .hasMessage("marker.json says it is of app-1, the application is app-2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "a/b/link", "swapped/token", "pipe", "../../../secrets/token"})
  void recorded_file_that_leads_out_of_the_store_is_not_opened(String name) throws Exception {
    Files.createDirectories(folder.file("a/b"));
    Files.createSymbolicLink(folder.file("link"), secret);
    Files.createSymbolicLink(folder.file("a/b/link"), secret);
    Files.createSymbolicLink(folder.file("swapped"), secret.getParent());
    pipe(folder.file("pipe"));

    assertThatThrownBy(() -> folder.open(name).close()).isInstanceOf(FileSystemException.class);
  }

  @Test
  void recorded_file_is_opened_with_its_bytes() throws IOException {
    Files.createDirectories(folder.file("a/b"));
    Files.writeString(folder.file("a/b/c.log"), "recorded");

    try (FileChannel channel = folder.open("a/b/c.log")) {
      assertThat(Channels.newInputStream(channel)).hasBinaryContent("recorded".getBytes(UTF_8));
    }
  }

  @Test
  void folder_of_a_pod_that_is_a_link_is_known_and_not_followed() throws IOException {
    folder.write(marker("2"));
    Path elsewhere = Files.move(folder.path(), root.resolve("executor-2.uid-2"));
    Files.createSymbolicLink(folder.path(), elsewhere);

    assertThat(app.pods()).containsExactly(folder);
    assertThat(folder.identity()).isPresent();
    assertThatThrownBy(folder::summary)
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("executor-2.uid-2: is a symbolic link: expected a folder");
    assertThatThrownBy(() -> folder.write(marker("2"))).isInstanceOf(FileSystemException.class);
  }

  @Test
  void folder_of_the_application_that_is_a_link_is_not_followed() throws IOException {
    folder.write(marker("2"));
    Path elsewhere = Files.move(app.path(), root.resolve("elsewhere"));
    Files.createSymbolicLink(app.path(), elsewhere);

    assertThatThrownBy(app::pods).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(folder::summary).isInstanceOf(FileSystemException.class);
  }

  @Test
  void folder_with_a_name_that_no_recorder_gives_is_no_pod() throws IOException {
    for (String name :
        List.of("executor-1", "executor-.u", "driver-1.u", "executor-1.a b", "tmp")) {
      Files.createDirectories(app.path().resolve(name));
    }
    Files.createFile(app.path().resolve("executor-7.tar"));

    assertThat(app.pods())
        .extracting(pod -> pod.path().getFileName().toString())
        .containsExactly("executor-2.uid-2", "executor-7.tar");
    assertThat(new PodFolder(app.path().resolve("executor-7.tar")).identity())
        .as("a file is no pod's folder")
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "pipe"})
  void marker_is_written_although_something_waits_under_its_temporary_name(String what)
      throws Exception {
    Path temporary = folder.path().resolve(".marker.json.part");
    put(what, temporary);
    put(what, marker());

    folder.write(marker("2"));

    assertThat(folder.marker()).hasValue(marker("2"));
    assertThat(secret).hasContent(SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "pipe"})
  void journal_is_begun_anew_where_something_else_lies_in_its_place(String what) throws Exception {
    Files.createDirectories(folder.filesJournal().getParent());
    put(what, folder.filesJournal());

    try (PodStore pod = VolumeStore.open(folder, spool)) {
      pod.put(incoming("a.log"), List.of(slice("a.log", "recorded")), soon());
    }

    assertThat(secret).hasContent(SECRET);
    assertThat(LostFiles.of(folder)).extracting(RecordedFile::name).containsExactly("a.log");
  }

  @Test
  void journal_in_a_folder_that_is_a_link_is_not_opened() throws IOException {
    Files.createSymbolicLink(folder.path().resolve(".recorder"), secret.getParent());

    assertThatThrownBy(() -> VolumeStore.open(folder, spool)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> LostFiles.of(folder)).isInstanceOf(FileSystemException.class);
    assertThat(secret.getParent()).isDirectoryNotContaining(path -> !path.equals(secret));
  }

  @Test
  void growing_file_whose_place_a_link_takes_is_written_anew() throws IOException {
    try (PodStore pod = VolumeStore.open(folder, spool)) {
      Files.createSymbolicLink(folder.file("a.jfr"), secret);

      pod.append(incoming("a.jfr"), slice("chunk", "chunk"), soon());
    }

    assertThat(secret).hasContent(SECRET);
    assertThat(Files.isSymbolicLink(folder.file("a.jfr"))).isFalse();
    assertThat(folder.file("a.jfr")).hasContent("chunk");
  }

  @Test
  void file_takes_the_place_of_a_link_and_leaves_its_target_alone() throws IOException {
    try (PodStore pod = VolumeStore.open(folder, spool)) {
      Files.createSymbolicLink(folder.file("a.log"), secret);
      Files.createSymbolicLink(folder.incoming().resolve("0"), secret);

      pod.put(incoming("a.log"), List.of(slice("a.log", "recorded")), soon());
    }

    assertThat(secret).hasContent(SECRET);
    assertThat(folder.file("a.log")).hasContent("recorded");
  }

  @Test
  void leftovers_are_cleared_without_following_links() throws IOException {
    Files.createDirectories(folder.incoming());
    Files.createSymbolicLink(folder.incoming().resolve("0"), secret);
    Files.createSymbolicLink(folder.incoming().resolve("1"), secret.getParent());

    VolumeStore.open(folder, spool).close();

    assertThat(folder.incoming()).isEmptyDirectory();
    assertThat(secret).hasContent(SECRET);
  }

  @Test
  void spool_folder_that_is_swapped_for_a_link_is_not_followed() throws IOException {
    Slice slice = Slice.of(spool.resolve("logs/token"), 0, SECRET.length());
    Files.createSymbolicLink(spool.resolve("logs"), secret.getParent());

    try (PodStore pod = VolumeStore.open(folder, spool)) {
      assertThatThrownBy(() -> pod.put(incoming("token"), List.of(slice), soon()))
          .isInstanceOf(FileSystemException.class);
      assertThatThrownBy(() -> pod.append(incoming("b.jfr"), slice, soon()))
          .isInstanceOf(FileSystemException.class);
      assertThat(pod.files()).isEmpty();
    }
    assertThat(folder.file("token")).doesNotExist();
    assertThat(folder.incoming()).isEmptyDirectory();
  }

  @Test
  void spool_file_that_became_a_pipe_does_not_block() throws Exception {
    pipe(spool.resolve("a.log"));

    try (PodStore pod = VolumeStore.open(folder, spool)) {
      assertThatThrownBy(
              () ->
                  pod.put(
                      incoming("a.log"), List.of(Slice.of(spool.resolve("a.log"), 0, 1)), soon()))
          .isInstanceOf(FileSystemException.class);
    }
  }

  @Test
  void outbox_reads_the_file_that_it_linked() throws IOException {
    PodFolder own = new PodFolder(spool.resolve(".recorder/executor-2.uid-2"));
    Files.createSymbolicLink(spool.resolve("a.log"), secret);

    try (Outbox outbox = Outbox.open(own, 1L << 30)) {
      Slice slice = Slice.of(spool.resolve("a.log"), 0, SECRET.length());
      assertThatThrownBy(() -> outbox.put(incoming("a.log"), List.of(slice), soon()))
          .isInstanceOf(IOException.class);
    }
  }

  /** A folder becomes a link and a folder again, as fast as a thread can make it. */
  @Test
  void folder_that_flips_while_it_is_read_never_shows_the_secret() throws Exception {
    Path flips = folder.file("flips");
    Files.createDirectory(flips);
    Files.writeString(flips.resolve("token"), "recorded");
    Path aside = folder.file("aside");
    AtomicBoolean done = new AtomicBoolean();
    Thread flipper = Thread.ofPlatform().daemon().start(() -> flip(flips, aside, done));
    int read = 0;
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
      while (System.nanoTime() < end) {
        try (FileChannel channel = folder.open("flips/token")) {
          assertThat(new String(Channels.newInputStream(channel).readAllBytes(), UTF_8))
              .isEqualTo("recorded");
          read++;
        } catch (FileSystemException e) {
          // the folder was a link, or missing, at that moment
        }
      }
    } finally {
      done.set(true);
      flipper.join();
    }
    assertThat(read).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"b.log\",\"bytes\":-1,\"crc32c\":\"00000000\",\"format\":\"x\",\"state\":\"whole\",\"from\":\"b\"}",
        "{\"name\":\"../b.log\",\"bytes\":1,\"crc32c\":\"00000000\",\"format\":\"x\",\"state\":\"whole\",\"from\":\"b\"}",
        "{\"name\":\"b.log\",\"bytes\":1,\"crc32c\":\"zz\",\"format\":\"x\",\"state\":\"whole\",\"from\":\"b\"}",
        "{\"name\":\"b.log\",\"bytes\":1,\"crc32c\":\"00000000\",\"format\":\"x\",\"state\":\"odd\",\"from\":\"b\"}",
        "{\"name\":\"b.log\",\"bytes\":1,\"crc32c\":\"00000000\",\"format\":\"x\",\"state\":\"whole\",\"from\":\"b\",\"missing\":-7}",
        "{\"name\":\"b.log\",\"bytes\":1e400,\"crc32c\":\"00000000\",\"format\":\"x\",\"state\":\"whole\",\"from\":\"b\"}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "null",
        "",
        "\0\0\0\0",
        "{\"from\":{\"from\":[]},\"name\":7}",
      })
  void journal_line_that_cannot_be_replayed_is_counted_and_hides_no_other(String line)
      throws IOException {
    try (PodStore pod = VolumeStore.open(folder, spool)) {
      pod.put(incoming("a.log"), List.of(slice("a.log", "recorded")), soon());
    }
    Files.writeString(folder.filesJournal(), line + "\n", StandardOpenOption.APPEND);
    try (PodStore pod = VolumeStore.open(folder, spool)) {
      assertThat(pod.unreadable()).isEqualTo(1);
      pod.put(incoming("c.log"), List.of(slice("c.log", "recorded")), soon());
    }

    assertThat(LostFiles.of(folder))
        .extracting(RecordedFile::name)
        .containsExactly("a.log", "c.log");
  }

  @Test
  void journal_line_without_end_is_not_held() throws IOException {
    Files.createDirectories(folder.filesJournal().getParent());
    try (FileChannel channel =
        FileChannel.open(
            folder.filesJournal(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap("\n{}\n".getBytes(UTF_8)), 100L << 20);
    }

    List<Object> lines = new ArrayList<>();
    assertThat(Journal.replay(store, folder.filesJournal(), lines::add)).isEqualTo(1);
    assertThat(lines).hasSize(1);
  }

  @Test
  void journal_that_no_recorder_wrote_is_not_read_to_its_end() throws IOException {
    Files.createDirectories(folder.filesJournal().getParent());
    try (FileChannel channel =
        FileChannel.open(
            folder.filesJournal(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[1]), 1L << 40);
    }

    assertThatThrownBy(() -> LostFiles.of(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no journal has more than");
  }

  @Test
  void journal_that_grows_while_it_is_read_is_read_to_its_first_length() throws IOException {
    Files.createDirectories(folder.filesJournal().getParent());
    Files.writeString(folder.filesJournal(), "{}\n{}\n");

    List<Object> lines = new ArrayList<>();
    Journal.replay(
        store,
        folder.filesJournal(),
        line -> {
          lines.add(line);
          Files.writeString(folder.filesJournal(), "{}\n".repeat(9_999), StandardOpenOption.APPEND);
        });

    assertThat(lines).hasSize(2);
  }

  @Test
  void journal_with_more_files_than_any_pod_has_is_refused() throws IOException {
    Files.createDirectories(folder.filesJournal().getParent());
    StringBuilder lines = new StringBuilder();
    for (int file = 0; file <= LostFiles.MOST_FILES; file++) {
      lines.append(
          "{\"name\":\"%1$d\",\"bytes\":1,\"crc32c\":\"00000000\",\"format\":\"x\",\"state\":\"whole\",\"from\":\"%1$d\"}\n"
              .formatted(file));
    }
    Files.writeString(folder.filesJournal(), lines);

    assertThatThrownBy(() -> LostFiles.of(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 50000 files");

    Files.writeString(folder.filesJournal(), lines.substring(0, lines.lastIndexOf("{")));
    assertThat(LostFiles.of(folder)).hasSize(LostFiles.MOST_FILES);
  }

  @Test
  void folder_of_incoming_files_that_became_a_link_leads_to_no_deletion() throws IOException {
    Path foreign = Files.createDirectory(root.resolve("foreign"));
    try (PodStore pod = VolumeStore.open(folder, spool)) {
      PodStore.Staged staged =
          pod.stage(incoming("a.log"), List.of(slice("a.log", "recorded")), soon());
      Path kept = Files.writeString(foreign.resolve(staged.temporary().getFileName()), SECRET);
      Files.move(folder.incoming(), root.resolve("aside"));
      Files.createSymbolicLink(folder.incoming(), foreign);

      assertThatThrownBy(() -> pod.drop(staged)).isInstanceOf(FileSystemException.class);

      assertThat(kept).hasContent(SECRET);
    }
  }

  @Test
  void version_changes_with_the_marker() throws IOException {
    assertThat(folder.version()).isEmpty();
    folder.write(marker("2"));
    Optional<String> first = folder.version();
    assertThat(first).isPresent().isEqualTo(folder.version());

    folder.write(marker("2"));

    assertThat(folder.version()).isPresent().isNotEqualTo(first);
  }

  @Test
  void place_without_marker_has_none() throws IOException {
    assertThat(folder.summary()).isEmpty();
    assertThat(app.pod(executor("9")).read(MarkerItems.none())).isEmpty();
    assertThat(app.pod(executor("9")).identity()).isEmpty();
    assertThat(AppFolder.of(root.resolve("nowhere"), APP).pods()).isEmpty();
  }

  private void flip(Path flips, Path aside, AtomicBoolean done) {
    try {
      while (!done.get()) {
        Files.move(flips, aside);
        Files.createSymbolicLink(flips, secret.getParent());
        Files.delete(flips);
        Files.move(aside, flips);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void put(String what, Path place) throws Exception {
    if (what.equals("link")) {
      Files.createSymbolicLink(place, secret);
    } else {
      pipe(place);
    }
  }

  private static void pipe(Path place) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", place.toString()).start().waitFor()).isZero();
  }

  private Path marker() {
    return folder.path().resolve("marker.json");
  }

  private static Marker marker(String id) {
    return new Marker(
        APP,
        "default",
        executor(id),
        PodState.RECORDING,
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH,
        Optional.empty(),
        List.of(new RecordedFile("a", 1, Crc32c.EMPTY, "x", FileState.WHOLE, Optional.empty())),
        List.of(),
        List.of());
  }

  private static PodRecord executor(String id) {
    return new PodRecord(
        "executor", Optional.of(id), "exec-" + id, "uid-" + id, Optional.of("node-1"));
  }

  private static Incoming incoming(String name) {
    return new Incoming(name, name, "x", FileState.WHOLE, Optional.empty());
  }

  private Slice slice(String name, String text) throws IOException {
    return Slice.of(Files.writeString(spool.resolve(name), text), 0, text.length());
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofMinutes(1));
  }
}
