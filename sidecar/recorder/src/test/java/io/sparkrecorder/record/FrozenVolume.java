package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real file system that can be frozen: every write blocks in the kernel, while reads succeed. It
 * needs root and a loop device; elsewhere, tests that use it are skipped.
 */
final class FrozenVolume implements AutoCloseable {
  private static final long BYTES = 64L << 20;

  private final Path folder;
  private boolean frozen;

  private FrozenVolume(Path folder) {
    this.folder = folder;
  }

  /** Mounts a new file system on this folder. */
  static FrozenVolume mount(Path image, Path folder) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(BYTES);
    }
    Files.createDirectories(folder);
    boolean mounted =
        run("mkfs.ext4", "-q", image.toString())
            && run("mount", "-o", "loop", image.toString(), folder.toString());
    assumeTrue(mounted, "a loop mount needs root, mkfs.ext4 and a loop device");
    return new FrozenVolume(folder);
  }

  void freeze() {
    assertThat(run("fsfreeze", "-f", folder.toString())).as("fsfreeze").isTrue();
    frozen = true;
  }

  void thaw() {
    if (frozen) {
      assertThat(run("fsfreeze", "-u", folder.toString())).as("thaw").isTrue();
      frozen = false;
    }
  }

  @Override
  public void close() {
    thaw();
    org.awaitility.Awaitility.await("unmounted").until(() -> run("umount", folder.toString()));
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(List.of(command)).start().onExit().join().exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
