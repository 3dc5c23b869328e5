package io.sparkrecorder.s3;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Opens the bytes of an upload for reading, once for each attempt. */
@FunctionalInterface
public interface Source {
  SeekableByteChannel open() throws IOException;

  /** Opens a regular file only: links are not followed, and a pipe would block forever. */
  static Source of(Path file) {
    return () -> {
      BasicFileAttributes found =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!found.isRegularFile()) {
        throw new FileSystemException(file.toString(), null, "is not a regular file");
      }
      return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    };
  }
}
