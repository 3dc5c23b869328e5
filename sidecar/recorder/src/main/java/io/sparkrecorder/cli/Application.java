package io.sparkrecorder.cli;

import io.sparkrecorder.config.Units;
import io.sparkrecorder.marker.Manifest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An application in the list of all applications. */
sealed interface Application {
  String id();

  record WithManifest(String id, Manifest manifest) implements Application {}

  /** An application whose job still runs, or whose driver's recorder was lost. */
  record WithoutManifest(String id) implements Application {}

  /** An application whose manifest cannot be read; it must not hide the others. */
  record Unreadable(String id, String why) implements Application {}

  static Application of(String id, Recordings recordings) {
    Optional<byte[]> json = recordings.manifestJson(id);
    if (json.isEmpty()) {
      return new WithoutManifest(id);
    }
    try {
      return new WithManifest(id, recordings.manifest(id, json.get()));
    } catch (NotThere e) {
      return new Unreadable(id, e.getMessage());
    }
  }

  static String state(Manifest manifest) {
    return manifest.complete() ? "complete" : "INCOMPLETE";
  }

  default String[] cells() {
    return switch (this) {
      case WithManifest(String id, Manifest it) ->
          new String[] {
            id,
            state(it),
            String.valueOf(it.pods().size()),
            String.valueOf(it.files()),
            Units.text(it.bytes()),
            it.written().toString()
          };
      case WithoutManifest(String id) -> new String[] {id, "no manifest", "", "", "", ""};
      case Unreadable(String id, _) -> new String[] {id, "unreadable", "", "", "", ""};
    };
  }

  default Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("app", id());
    switch (this) {
      case WithManifest(_, Manifest it) -> {
        map.put("complete", it.complete());
        map.put("pods", it.pods().size());
        map.put("files", it.files());
        map.put("bytes", it.bytes());
        map.put("written", it.written().toString());
      }
      case WithoutManifest _ -> {}
      case Unreadable(_, String why) -> map.put("unreadable", why);
    }
    return map;
  }
}
