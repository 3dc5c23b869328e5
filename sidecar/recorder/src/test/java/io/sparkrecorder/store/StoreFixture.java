package io.sparkrecorder.store;

import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The folder of a pod, and sources for its store. */
abstract class StoreFixture {
  @TempDir Path root;
  PodFolder folder;

  @BeforeEach
  final void folder() {
    folder = new PodFolder(root.resolve("executor-1.uid"));
  }

  /** Appends a source with this identity to {@code a.jfr}. */
  final Added append(PodStore store, String from, String text) throws IOException {
    return store.append(incoming("a.jfr", from), slice(text), soon());
  }

  static Incoming incoming(String name, String from) {
    return new Incoming(name, from, "jfr", FileState.WHOLE, Optional.empty());
  }

  /** All bytes of a new source. */
  final Slice slice(String text) throws IOException {
    Path source = Files.writeString(Files.createTempFile(root, "source", ""), text);
    return Slice.of(source, 0, text.length());
  }

  static Deadline soon() {
    return Deadline.in(Duration.ofMinutes(1));
  }
}
