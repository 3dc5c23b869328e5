package io.sparkrecorder.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps a hard link to every file that appears in a spool, so that files removed by JVMs and
 * recorders can still be compared byte for byte in their last state.
 */
final class SpoolWitness {
  private static final int PAUSE_MILLIS = 10;

  private final Path spools;
  private final Path kept;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts watching.
   *
   * @param spools has one folder per pod
   * @param kept receives the links; on the same file system
   */
  SpoolWitness(Path spools, Path kept) {
    this.spools = spools;
    this.kept = kept;
    this.thread = Thread.ofPlatform().daemon().name("spool-witness").start(this::look);
  }

  /** All JFR chunks that ever were in the pod's spool, without empty ones. */
  List<byte[]> chunks(PodName pod) throws IOException {
    Path folder = kept.resolve(pod.toString()).resolve("recordings");
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !folder.equals(file.getParent()))
          .map(SpoolWitness::read)
          .filter(bytes -> bytes.length > 0)
          .toList();
    }
  }

  /** Stops watching. */
  void stop() throws InterruptedException {
    closed = true;
    thread.join();
  }

  private void look() {
    while (!closed) {
      try (Stream<Path> files = Files.walk(spools)) {
        files.filter(Files::isRegularFile).forEach(this::keep);
        Thread.sleep(PAUSE_MILLIS);
      } catch (IOException | UncheckedIOException e) {
        // Folders appear and disappear during a scan; the next scan sees them.
        Thread.onSpinWait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void keep(Path file) {
    Path link = kept.resolve(spools.relativize(file));
    try {
      if (!Files.exists(link)) {
        Files.createDirectories(link.getParent());
        Files.createLink(link, file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
