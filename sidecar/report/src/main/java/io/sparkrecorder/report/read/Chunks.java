package io.sparkrecorder.report.read;

import io.sparkrecorder.format.Dissection;
import io.sparkrecorder.format.Jfr;
import io.sparkrecorder.format.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The readable chunks of a recording, each as a file of its own, so that damaged events cost only
 * their chunk, and a file of any size needs the memory of one chunk. Behind a chunk whose structure
 * is broken, no chunk is found.
 */
final class Chunks {
  /** Reads one chunk. */
  interface Visitor {
    void chunk(Path file) throws IOException;
  }

  private final Path file;
  private final Path scratch;
  private boolean open;

  /**
   * Takes a recording.
   *
   * @param scratch name of a temporary file
   */
  Chunks(Path file, Path scratch) {
    this.file = file;
    this.scratch = scratch;
  }

  Path file() {
    return file;
  }

  /** Visits all chunks, and tells why some bytes are in none; empty if all are. */
  Optional<String> each(Visitor visitor) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Dissection dissection = Jfr.dissect(channel);
      for (Piece piece : dissection.pieces()) {
        open |= piece.finish();
        if (piece.length() == dissection.size() && !piece.finish()) {
          visitor.chunk(file);
        } else {
          visitor.chunk(copy(channel, piece));
        }
      }
      return dissection.rest() == 0
          ? Optional.empty()
          : Optional.of(
              "%d of %d bytes are not readable: %s"
                  .formatted(dissection.rest(), dissection.size(), dissection.note()));
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  /** Whether a chunk was found that its JVM never closed. */
  boolean isOpen() {
    return open;
  }

  private Path copy(FileChannel from, Piece piece) throws IOException {
    try (FileChannel to =
        FileChannel.open(
            scratch,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      long done = 0;
      while (done < piece.length()) {
        long count = from.transferTo(piece.offset() + done, piece.length() - done, to);
        if (count <= 0) {
          throw new IOException("the file shrinks while it is read");
        }
        done += count;
      }
      if (piece.finish()) {
        to.write(ByteBuffer.allocate(1), Piece.STATE);
      }
    }
    return scratch;
  }
}
