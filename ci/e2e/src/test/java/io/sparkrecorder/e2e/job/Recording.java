package io.sparkrecorder.e2e.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * A JFR recording, opened as JDK tools do it.
 *
 * @param counts events by type
 * @param last when the last event ended; empty when there is none
 */
record Recording(Map<String, Long> counts, Optional<Instant> last) {

  /** Reads it to its end; fails when it cannot be read. */
  static Recording open(byte[] bytes) {
    try {
      Path file = Files.createTempFile("recording-", ".jfr");
      try {
        Files.write(file, bytes);
        return open(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long events() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Recording open(Path file) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    Instant last = null;
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        counts.merge(event.getEventType().getName(), 1L, Long::sum);
        last = last == null || event.getEndTime().isAfter(last) ? event.getEndTime() : last;
      }
    }
    return new Recording(counts, Optional.ofNullable(last));
  }
}
