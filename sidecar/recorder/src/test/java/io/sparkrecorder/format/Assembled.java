package io.sparkrecorder.format;

import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.JfrTool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Makes the file that the recorder would upload for a spool or for a file: all pieces, end to end.
 */
final class Assembled {
  private Assembled() {}

  /** The dump if the JVM wrote one, else the recording of its chunks. */
  static Path of(Path spool) throws IOException {
    Path dump = spool.resolve("recording.jfr");
    List<Path> parts = Files.size(dump) > 0 ? List.of(dump) : chunks(spool);
    return assemble(parts, spool.resolve("assembled.jfr"));
  }

  static List<Path> chunks(Path spool) throws IOException {
    try (Stream<Path> files = Files.walk(spool)) {
      return files.filter(Jfr::isChunkFile).sorted().toList();
    }
  }

  static Path assemble(List<Path> parts, Path target) throws IOException {
    try (FileChannel out =
        FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.truncate(0);
      for (Path part : parts) {
        try (FileChannel in = FileChannel.open(part)) {
          for (Piece piece : Jfr.dissect(in).pieces()) {
            append(in, piece, out);
          }
        }
      }
    }
    return target;
  }

  private static void append(FileChannel in, Piece piece, FileChannel out) throws IOException {
    long start = out.size();
    in.position(piece.offset());
    out.transferFrom(in, start, piece.length());
    if (piece.finish()) {
      out.write(ByteBuffer.allocate(1), start + Piece.STATE);
    }
    out.position(out.size());
  }

  static Dissection dissect(byte[] bytes, Path scratch) throws IOException {
    Files.write(scratch, bytes);
    try (FileChannel channel = FileChannel.open(scratch)) {
      return Jfr.dissect(channel);
    }
  }

  static Path jdk(int major) {
    Optional<Path> home = Jdks.find(major);
    Assumptions.assumeTrue(
        home.isPresent(), "no JDK %d here: set JAVA_HOME_%d".formatted(major, major));
    return home.orElseThrow();
  }

  /** The {@code jfr} commands of all JDKs on this machine. */
  static List<JfrTool> readers() {
    return Stream.of(17, 25).map(Jdks::find).flatMap(Optional::stream).map(JfrTool::new).toList();
  }
}
