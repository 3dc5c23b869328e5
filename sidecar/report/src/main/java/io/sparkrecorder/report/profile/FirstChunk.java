package io.sparkrecorder.report.profile;

import io.sparkrecorder.format.ChunkKey;
import io.sparkrecorder.format.Jfr;
import io.sparkrecorder.report.application.AppFile;
import io.sparkrecorder.report.application.AppPod;
import io.sparkrecorder.report.application.Origin;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The start of the first recording, by the header of its first chunk alone. */
final class FirstChunk {
  /** A chunk's header has 68 bytes. */
  private static final int HEADER = 128;

  private FirstChunk() {}

  /**
   * Finds the start in milliseconds; empty if no recording has a header.
   *
   * @param scratch a temporary file, which is gone afterwards
   */
  static OptionalLong start(List<AppPod> pods, Origin origin, Path scratch) throws IOException {
    for (AppPod pod : pods) {
      for (AppFile file : pod.files()) {
        Optional<ChunkKey> chunk =
            file.isRecording() ? of(file, origin, scratch) : Optional.empty();
        if (chunk.isPresent()) {
          return OptionalLong.of(Math.floorDiv(chunk.get().startNanos(), 1_000_000));
        }
      }
    }
    return OptionalLong.empty();
  }

  private static Optional<ChunkKey> of(AppFile file, Origin origin, Path scratch)
      throws IOException {
    try (FileChannel channel = FileChannel.open(origin.fetchStart(file, HEADER, scratch))) {
      return Jfr.key(channel);
    } catch (Origin.FileProblem e) {
      return Optional.empty();
    } finally {
      Files.deleteIfExists(scratch);
    }
  }
}
