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
 * their chunk, and a file of any size needs the memory of one chunk. A chunk whose structure is
 * broken costs itself: the next one is found by its header.
 */
final class Chunks {
  /** Reads one chunk. */
  interface Visitor {
    void chunk(Path file) throws IOException;
  }

  /** Places from which chunks are read: each ends at a damage, of which a hostile file has many. */
  private static final int MOST_TRIES = 64;

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
      long lost = 0;
      String why = "";
      long at = 0;
      int tries = 0;
      while (at < channel.size() && tries < MOST_TRIES) {
        Dissection dissection = Jfr.dissect(channel, at);
        visit(dissection, channel, visitor);
        tries++;
        why = why.isEmpty() ? dissection.note() : why;
        at = new ChunkSearch(channel).next(dissection.readable() + 1);
        lost += Math.min(at, channel.size()) - dissection.readable();
      }
      lost += Math.max(0, channel.size() - at);
      return lost == 0
          ? Optional.empty()
          : Optional.of("%d of %d bytes are not readable: %s".formatted(lost, channel.size(), why));
    } finally {
      Files.deleteIfExists(scratch);
    }
  }

  private void visit(Dissection dissection, FileChannel channel, Visitor visitor)
      throws IOException {
    for (Piece piece : dissection.pieces()) {
      open |= piece.finish();
      if (piece.length() == dissection.size() && !piece.finish()) {
        visitor.chunk(file);
      } else {
        visitor.chunk(copy(channel, piece));
      }
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
