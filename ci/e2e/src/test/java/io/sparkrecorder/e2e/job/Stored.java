package io.sparkrecorder.e2e.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.testbed.Manifest;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files on a shared volume at one moment.
 *
 * @param files path and SHA-256 of each
 */
public record Stored(Map<String, String> files) {

  /** The SHA-256 of a pod's file. */
  String sum(Manifest.Pod pod, Manifest.File file) {
    Set<String> sums =
        files.entrySet().stream()
            .filter(entry -> entry.getKey().contains(pod.uid()))
            .filter(entry -> entry.getKey().endsWith("/" + file.name()))
            .map(Map.Entry::getValue)
            .collect(Collectors.toSet());
    assertThat(sums).as("%s in %s", file.name(), files.keySet()).hasSize(1);
    return sums.iterator().next();
  }
}
