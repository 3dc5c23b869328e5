package io.sparkrecorder.marker;

import io.sparkrecorder.checksum.Crc32c;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Sample markers and manifests, with every optional field and with none. */
public final class Documents {
  private static final Instant STARTED = Instant.parse("2026-01-31T12:00:00Z");
  private static final Instant SEALED = Instant.parse("2026-01-31T12:30:00.123456Z");

  private static final PodRecord DRIVER =
      new PodRecord("driver", Optional.empty(), "pi-driver", "7d0c", Optional.empty());
  private static final PodRecord EXECUTOR =
      new PodRecord("executor", Optional.of("1"), "pi-exec-1", "8e1d", Optional.of("node-7"));

  private static final RecordedFile PLAIN =
      new RecordedFile(
          "app.jfr", 5, new Crc32c(0x00c0ffee), "jfr", FileState.WHOLE, Optional.empty());
  private static final RecordedFile NOTED =
      new RecordedFile(
          "jfr/2026_01_31.jfr",
          1L << 40,
          new Crc32c(-1),
          "jfr",
          FileState.SALVAGED,
          Optional.of("the last chunk was open"),
          true);
  private static final SkippedFile SKIPPED = new SkippedFile("latest", "symbolic link");

  private Documents() {}

  static Marker fullMarker() {
    return new Marker(
        "spark-3f2a",
        "team-a",
        EXECUTOR,
        PodState.PARTIAL,
        Optional.of("not in the store: heap.hprof: out of time"),
        Optional.of(137),
        STARTED,
        Optional.of(SEALED),
        List.of(PLAIN, NOTED),
        List.of(SKIPPED),
        List.of(
            StoredObject.at("app.jfr", "r/executor-1/app.jfr"),
            new StoredObject(
                "jfr/2026_01_31.jfr",
                "r/executor-1/jfr/2026_01_31.jfr",
                Optional.of("upload-1"),
                List.of(new UploadedPart(1, "an-etag", 5L << 20, new Crc32c(7))))));
  }

  static Marker bareMarker() {
    return bareMarker("spark-3f2a", DRIVER, PodState.RECORDING);
  }

  /** A marker without optional fields and without files. */
  public static Marker bareMarker(String app, PodRecord pod, PodState state) {
    return new Marker(
        app,
        "team-a",
        pod,
        state,
        Optional.empty(),
        Optional.empty(),
        STARTED,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of());
  }

  static Manifest fullManifest() {
    return new Manifest(
        "spark-3f2a",
        "team-a",
        SEALED,
        Optional.of("not-watched: the cluster was never seen"),
        List.of(
            pod(DRIVER, ManifestPodState.SEALED, ManifestFile.at(PLAIN, "r/driver/app.jfr")),
            pod(EXECUTOR, ManifestPodState.PARTIAL, ManifestFile.missing(NOTED, "access denied")),
            pod(EXECUTOR, ManifestPodState.MISSING),
            pod(EXECUTOR, ManifestPodState.NEVER_STARTED)));
  }

  static Manifest bareManifest() {
    return new Manifest(
        "spark-3f2a",
        "team-a",
        SEALED,
        Optional.empty(),
        List.of(
            new ManifestPod(
                DRIVER,
                ManifestPodState.SEALED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(ManifestFile.at(PLAIN, "r/driver/app.jfr")),
                List.of())));
  }

  /** The document with {@code text} replaced; fails if the document does not contain it. */
  static byte[] changed(byte[] document, String text, String other) {
    String json = new String(document, StandardCharsets.UTF_8);
    if (!json.contains(text)) {
      throw new IllegalArgumentException(text + " is not in " + json);
    }
    return json.replaceFirst(Pattern.quote(text), other).getBytes(StandardCharsets.UTF_8);
  }

  private static ManifestPod pod(PodRecord pod, ManifestPodState state, ManifestFile... files) {
    return new ManifestPod(
        pod,
        state,
        Optional.of("evicted"),
        Optional.of(137),
        Optional.of(STARTED),
        Optional.of(SEALED),
        List.of(files),
        List.of(SKIPPED));
  }
}
