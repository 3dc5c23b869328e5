package io.sparkrecorder.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The opener in these tests checks nothing, so a pipe that replaced a file blocks it. */
class OpeningsTest {
  @TempDir Path root;
  private final List<FileChannel> opened = new CopyOnWriteArrayList<>();
  private final Openings openings = new Openings(this::open, Duration.ofMillis(200));
  private SpoolFile pipe;
  private SpoolFile file;

  @BeforeEach
  void makePipe() throws Exception {
    Path path = root.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    pipe = new SpoolFile(path, "pipe", 0, 0, 0, 0);
    file = new SpoolFile(Files.writeString(root.resolve("file"), "x"), "file", 1, 0, 0, 0);
  }

  @Test
  void pipe_blocks_neither_the_caller_nor_the_next_file() throws IOException {
    assertThatThrownBy(() -> openings.open(pipe))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pipe does not open");

    try (FileChannel channel = openings.open(file)) {
      assertThat(channel.size()).isEqualTo(1);
    }
  }

  @Test
  void pipe_that_opens_too_late_is_closed() throws IOException {
    assertThatThrownBy(() -> openings.open(pipe)).isInstanceOf(IOException.class);

    FileChannel.open(pipe.path(), StandardOpenOption.WRITE).close();

    await().until(() -> opened.size() == 1 && !opened.getFirst().isOpen());
  }

  @Test
  void endless_pipes_occupy_few_threads() {
    Openings impatient = new Openings(this::open, Duration.ofMillis(10));
    long before = threads();
    for (int count = 0; count < 50; count++) {
      assertThatThrownBy(() -> impatient.open(pipe)).isInstanceOf(IOException.class);
    }

    assertThat(threads() - before).isLessThan(40);
    assertThatThrownBy(() -> impatient.open(file)).isInstanceOf(IOException.class);
  }

  @Test
  void files_open_again_after_the_pipes_get_a_writer() throws IOException {
    Openings impatient = new Openings(this::open, Duration.ofMillis(10));
    for (int count = 0; count < 50; count++) {
      assertThatThrownBy(() -> impatient.open(pipe)).isInstanceOf(IOException.class);
    }

    FileChannel.open(pipe.path(), StandardOpenOption.WRITE).close();

    await().untilAsserted(() -> impatient.open(file).close());
  }

  private static long threads() {
    return Thread.getAllStackTraces().size();
  }

  private FileChannel open(SpoolFile wanted) throws IOException {
    FileChannel channel = FileChannel.open(wanted.path());
    opened.add(channel);
    return channel;
  }
}
