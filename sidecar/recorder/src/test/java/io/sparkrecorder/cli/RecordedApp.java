package io.sparkrecorder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Makes an application in the state in which its driver's recorder leaves it in S3. */
final class RecordedApp {
  private final CliBed bed;
  private final String id;
  private final Map<String, List<ManifestFile>> parts = new LinkedHashMap<>();

  private RecordedApp(CliBed bed, String id) {
    this.bed = bed;
    this.id = id;
  }

  static RecordedApp of(CliBed bed, String id) {
    return new RecordedApp(bed, id);
  }

  /**
   * Adds a file that is in S3.
   *
   * @param part {@code driver} or {@code executor-<id>}
   */
  RecordedApp file(String part, String name, String content) {
    return object(part, name, content).entry(part, name, content, key(part, name));
  }

  /** Adds an object that the manifest need not name. */
  RecordedApp object(String part, String name, String content) {
    put(key(part, name), content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Adds the manifest's entry of a file that S3 need not have. */
  RecordedApp entry(String part, String name, String content, String key) {
    files(part).add(ManifestFile.at(recorded(name, content), key));
    return this;
  }

  /** Adds a file that did not get to S3. */
  RecordedApp missing(String part, String name, String why) {
    files(part).add(ManifestFile.missing(recorded(name, "never seen"), why));
    return this;
  }

  void withManifest() {
    withManifest(UnaryOperator.identity());
  }

  /** Writes an edited manifest. */
  void withManifest(UnaryOperator<String> edit) {
    Manifest manifest =
        new Manifest(
            id,
            "team-a",
            Instant.parse("2026-01-31T12:30:00.123456789Z"),
            java.util.Optional.empty(),
            parts.entrySet().stream().map(part -> pod(part.getKey(), part.getValue())).toList());
    String json = new String(manifest.toJson(), StandardCharsets.UTF_8);
    withManifest(edit.apply(json).getBytes(StandardCharsets.UTF_8));
  }

  void withManifest(byte[] json) {
    put(CliBed.PREFIX + "/recordings/" + id + "/manifest.json", json);
  }

  String key(String part, String name) {
    return CliBed.PREFIX + "/recordings/" + id + "/" + part + "/" + name;
  }

  private List<ManifestFile> files(String part) {
    return parts.computeIfAbsent(part, _ -> new ArrayList<>());
  }

  private void put(String key, byte[] bytes) {
    try (ObjectStore store = bed.store()) {
      assertThat(store.putDocument(key, bytes, Deadline.in(Duration.ofSeconds(30))))
          .isInstanceOf(PutResult.Stored.class);
    }
  }

  private static RecordedFile recorded(String name, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new RecordedFile(
        name, bytes.length, Crc32c.of(bytes), "jfr", FileState.WHOLE, Optional.empty());
  }

  private static ManifestPod pod(String part, List<ManifestFile> files) {
    boolean driver = part.equals("driver");
    return new ManifestPod(
        new PodRecord(
            driver ? "driver" : "executor",
            driver ? Optional.empty() : Optional.of(part.substring(part.indexOf('-') + 1)),
            "pi-" + part,
            "uid-of-" + part,
            Optional.empty()),
        ManifestPodState.SEALED,
        driver ? Optional.empty() : Optional.of("OOMKilled"),
        driver ? Optional.empty() : Optional.of(137),
        Optional.empty(),
        Optional.empty(),
        files,
        List.of());
  }
}
