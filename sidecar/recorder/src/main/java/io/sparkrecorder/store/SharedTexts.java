package io.sparkrecorder.store;

import io.sparkrecorder.marker.RecordedFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Lets files share their formats and notes, because thousands of files have the same ones. */
final class SharedTexts {
  /** The number of shared texts; further texts are kept as they are. */
  private static final int MOST = 256;

  private final Map<String, Optional<String>> texts = new HashMap<>();

  /** The same file, with texts that it shares with other files. */
  RecordedFile in(RecordedFile file) {
    return new RecordedFile(
        file.name(),
        file.bytes(),
        file.crc32c(),
        shared(file.format()).orElseThrow(),
        file.state(),
        file.note().flatMap(this::shared),
        file.killed());
  }

  private Optional<String> shared(String text) {
    Optional<String> known = texts.get(text);
    if (known != null) {
      return known;
    }
    Optional<String> fresh = Optional.of(text);
    if (texts.size() < MOST) {
      texts.put(text, fresh);
    }
    return fresh;
  }
}
