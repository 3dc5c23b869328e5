package io.sparkrecorder.cli;

import io.sparkrecorder.config.Units;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.text.Failures;
import io.sparkrecorder.text.Words;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

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
      return new Unreadable(id, Failures.message(e));
    }
  }

  static String state(Manifest manifest) {
    return manifest.complete() ? "complete" : "INCOMPLETE";
  }

  private static String podReason(ManifestPod pod) {
    return pod.state() == ManifestPodState.SEALED
        ? "missing-files"
        : pod.reason().orElse(Words.of(pod.state()));
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
            it.written().truncatedTo(ChronoUnit.SECONDS).toString(),
            reason()
          };
      case WithoutManifest(String id) -> new String[] {id, "no manifest", "", "", "", "", reason()};
      case Unreadable(String id, _) -> new String[] {id, "unreadable", "", "", "", "", reason()};
    };
  }

  /** Tells whether recordings are missing, or may be. */
  default boolean isIncomplete() {
    return switch (this) {
      case WithManifest(_, Manifest it) -> !it.complete();
      case WithoutManifest _, Unreadable _ -> true;
    };
  }

  /** Tells whether the application ended after this time, or has no known end. */
  default boolean isSince(Instant time) {
    return switch (this) {
      case WithManifest(_, Manifest it) -> !it.written().isBefore(time);
      case WithoutManifest _, Unreadable _ -> true;
    };
  }

  /** Explains in a few words why the application is not complete; empty if it is. */
  default String reason() {
    return switch (this) {
      case WithManifest(_, Manifest it) when it.complete() -> "";
      case WithManifest(_, Manifest it) -> it.reason().orElseGet(() -> podReasons(it));
      case WithoutManifest _ -> "still runs, or its driver's recorder was lost";
      case Unreadable(_, String why) -> why;
    };
  }

  /** The words that begin the reasons of incomplete pods, with their counts. */
  private static String podReasons(Manifest manifest) {
    Map<String, Long> words =
        manifest.pods().stream()
            .filter(pod -> !pod.complete())
            .map(Application::podReason)
            .map(reason -> reason.split("[ :]", 2)[0])
            .collect(
                Collectors.groupingBy(
                    Function.identity(), LinkedHashMap::new, Collectors.counting()));
    return words.entrySet().stream()
        .map(word -> "%s: %d".formatted(word.getKey(), word.getValue()))
        .collect(Collectors.joining(", "));
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
    if (!reason().isEmpty()) {
      map.put("reason", reason());
    }
    return map;
  }
}
