package io.sparkrecorder.format;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the places where JFR files, finished or torn, can be cut so that every piece is readable.
 */
public final class Jfr {
  private static final String SECOND = "\\d{4}(_\\d\\d){5}";

  /** The second of the start and the process id, then a count if that folder existed already. */
  private static final Pattern REPOSITORY = Pattern.compile(SECOND + "_\\d+(_\\d+)?");

  private static final Pattern CHUNK = Pattern.compile(SECOND + "(_\\d+)?\\.jfr");

  private Jfr() {}

  /** Tells by its name whether a JVM keeps its chunks in this folder. */
  public static boolean isRepository(Path dir) {
    return matches(REPOSITORY, dir);
  }

  /** Tells by the names whether this is one chunk in a repository. */
  public static boolean isChunkFile(Path file) {
    return matches(CHUNK, file) && file.getParent() != null && isRepository(file.getParent());
  }

  private static boolean matches(Pattern pattern, Path path) {
    return path.getFileName() != null && pattern.matcher(path.getFileName().toString()).matches();
  }

  /** The key of the first chunk of a file, which may still grow. */
  public static Optional<ChunkKey> key(FileChannel channel) throws IOException {
    return ChunkHeader.stable(channel).map(ChunkHeader::key);
  }

  /** The chunk of a repository's file, once the running JVM has finished it. */
  public static Optional<Piece> finishedChunk(FileChannel channel) throws IOException {
    Optional<ChunkHeader> header = ChunkHeader.stable(channel).filter(ChunkHeader::finished);
    return header.isPresent()
            && header.get().size() == channel.size()
            && cut(channel, 0) instanceof Cut.Taken taken
        ? Optional.of(taken.piece())
        : Optional.empty();
  }

  /** Cuts a file that has no writer any more: one chunk, or a whole recording of many. */
  public static Dissection dissect(FileChannel channel) throws IOException {
    return dissect(channel, 0);
  }

  /** Cuts the part of such a file from this position on, where a chunk may begin. */
  public static Dissection dissect(FileChannel channel, long from) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    long size = channel.size();
    long readable = from;
    while (readable < size) {
      Cut cut = cut(channel, readable);
      if (cut instanceof Cut.Refused refused) {
        return new Dissection(pieces, readable, size, refused.why());
      }
      Piece piece = ((Cut.Taken) cut).piece();
      pieces.add(piece);
      readable += piece.length();
    }
    return new Dissection(pieces, readable, size, "");
  }

  private sealed interface Cut {
    record Taken(Piece piece) implements Cut {}

    record Refused(String why) implements Cut {}
  }

  private static Cut cut(FileChannel channel, long offset) throws IOException {
    Optional<ChunkHeader> found = ChunkHeader.at(channel, offset);
    if (found.isEmpty()) {
      return new Cut.Refused(
          "%d bytes from %d on are no chunk".formatted(channel.size() - offset, offset));
    }
    ChunkHeader header = found.get();
    return ChunkValidator.validate(channel, header, offset)
            instanceof ChunkValidator.Verdict.Broken broken
        ? new Cut.Refused("chunk at %d: %s".formatted(offset, broken.why()))
        : new Cut.Taken(piece(header, offset));
  }

  private static Piece piece(ChunkHeader header, long offset) {
    return header.finished()
        ? new Piece(header.key(), offset, header.size(), false, Piece.Quality.FINISHED, "")
        : new Piece(
            header.key(),
            offset,
            header.size(),
            true,
            Piece.Quality.SALVAGED,
            "never closed by its JVM: ends at the last flush");
  }
}
