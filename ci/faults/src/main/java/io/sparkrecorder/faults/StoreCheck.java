package io.sparkrecorder.faults;

import com.fasterxml.jackson.jr.ob.JSON;
import io.sparkrecorder.faults.Mismatch.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Checks that a sealed pod's folder in the shared volume holds exactly the files of its marker. */
final class StoreCheck {
  private static final String MARKER = "marker.json";
  private static final String STATE = ".recorder";

  private final Evidence.Pod pod;
  private final Findings findings;

  StoreCheck(Evidence.Pod pod, Findings findings) {
    this.pod = pod;
    this.findings = findings;
  }

  void check() {
    if (pod.sealed() && pod.stored().isPresent()) {
      try {
        check(pod.stored().get());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void check(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(MARKER))) {
      findings.mismatch(Kind.NO_ENTRY, pod.label(), "its recorder has ended without a marker");
      return;
    }
    Set<String> marked = marked(folder.resolve(MARKER));
    for (String name : files(folder)) {
      if (!marked.contains(name)) {
        findings.mismatch(
            Kind.TEMPORARY, pod.label() + " " + name, "in the store but not in the marker");
      }
    }
  }

  private static Set<String> files(Path folder) throws IOException {
    Set<String> names = new HashSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .filter(name -> !name.equals(MARKER) && !name.startsWith(STATE + "/"))
          .forEach(names::add);
    }
    return names;
  }

  private static Set<String> marked(Path marker) throws IOException {
    Set<String> names = new HashSet<>();
    Map<String, Object> map = JSON.std.mapFrom(Files.readAllBytes(marker));
    if (map.get("files") instanceof List<?> files) {
      for (Object file : files) {
        if (file instanceof Map<?, ?> fields) {
          names.add(String.valueOf(fields.get("name")));
        }
      }
    }
    return names;
  }
}
