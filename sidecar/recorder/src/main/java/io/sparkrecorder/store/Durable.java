package io.sparkrecorder.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Writes files so that they survive a kill at any moment: temporary name, fsync, rename, fsync of
 * the folder.
 */
final class Durable {
  private static final int BUFFER = 64 << 10;

  private Durable() {}

  /**
   * Replaces a file with this content, or leaves it as it was. Any entry under the temporary name,
   * including a link or a pipe, is unlinked and not written to.
   *
   * @param root see {@link SafeFiles}
   */
  static void write(Path root, Path file, Content content) throws IOException {
    SafeFiles.run(
        root,
        file,
        (folder, name) -> {
          Path temporary = name.resolveSibling("." + name + ".part");
          try (FileChannel channel = SafeFiles.create(folder, temporary)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
            content.writeTo(out);
            out.flush();
            channel.force(true);
          }
          folder.move(temporary, folder, name);
          SafeFiles.force(folder);
        });
  }
}
