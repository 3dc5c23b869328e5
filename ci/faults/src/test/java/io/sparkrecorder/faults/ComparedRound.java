package io.sparkrecorder.faults;

import io.sparkrecorder.testbed.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The final state of a round with one driver pod, which a test damages before it is compared. */
final class ComparedRound {
  private static final String PREFIX = "recordings/app/";
  private static final String LABEL = "driver";
  private static final String UID = "uid-driver";

  private final Path bucket;
  private final Path spool;
  private final List<Written.Recording> recordings = new ArrayList<>();
  private final List<Written.File> files = new ArrayList<>();
  private final List<Manifest.File> entries = new ArrayList<>();
  private final List<Path> uploads = new ArrayList<>();
  private boolean sealed = true;
  private boolean complete = true;
  private boolean listed = true;
  private boolean hasManifest = true;
  private String state = "sealed";

  ComparedRound(Path root) throws IOException {
    this.bucket = Files.createDirectories(root.resolve("bucket"));
    this.spool = Files.createDirectories(root.resolve("spool"));
  }

  /** Adds a recording that an agent wrote and whose JVM ended normally. */
  ComparedRound wrote(String recording, List<Content> chunks) {
    recordings.add(new Written.Recording(recording, chunks, Optional.empty()));
    return this;
  }

  /** Adds a recording that an agent wrote and whose JVM was killed. */
  ComparedRound wrote(String recording, List<Content> chunks, Written.OpenChunk open) {
    recordings.add(new Written.Recording(recording, chunks, Optional.of(open)));
    return this;
  }

  ComparedRound wrote(String file, Content content, Written.Ending ending) {
    files.add(new Written.File(file, content, ending));
    return this;
  }

  /** Adds the file to S3 and a true entry to the manifest. */
  ComparedRound stored(String name, String fileState, Content content) throws IOException {
    return object(LABEL + "/" + name, content).entry(name, fileState, content, LABEL + "/" + name);
  }

  /** Adds an object to S3, under this key below the application's folder. */
  ComparedRound object(String key, Content content) throws IOException {
    Path file = bucket.resolve(PREFIX).resolve(key);
    Files.createDirectories(file.getParent());
    Files.write(file, content.toBytes());
    return this;
  }

  /** Adds an entry to the manifest. */
  ComparedRound entry(String name, String fileState, Content content, String key) {
    entries.add(
        new Manifest.File(
            name,
            content.size(),
            Optional.of(content.crc32c()),
            "other",
            fileState,
            Optional.empty(),
            Optional.of(PREFIX + key),
            Optional.empty()));
    return this;
  }

  ComparedRound inSpool(String name, Content content) throws IOException {
    Files.write(spool.resolve(name), content.toBytes());
    return this;
  }

  /** Marks the pod as lost in the manifest, because its recorder was killed for good. */
  ComparedRound dead() {
    sealed = false;
    return saying("partial", false);
  }

  /** Sets the state of the pod and the completeness of the manifest. */
  ComparedRound saying(String podState, boolean allThere) {
    state = podState;
    complete = allThere;
    return this;
  }

  ComparedRound withoutManifest() {
    hasManifest = false;
    return this;
  }

  ComparedRound unlisted() {
    listed = false;
    return this;
  }

  ComparedRound unfinishedUpload(String name) {
    uploads.add(bucket.resolve(name));
    return this;
  }

  List<Mismatch> compared() {
    Manifest.Pod pod =
        new Manifest.Pod(LABEL, UID, LABEL, state, Optional.empty(), Optional.empty(), entries);
    Manifest manifest = new Manifest(complete, Optional.empty(), listed ? List.of(pod) : List.of());
    Written written = new Written(recordings, files, Optional.empty());
    return Comparison.of(
            new Evidence(
                hasManifest ? Optional.of(manifest) : Optional.empty(),
                true,
                AppObjects.of(bucket, PREFIX),
                List.of(
                    new Evidence.Pod(
                        LABEL, UID, sealed, written, List.of(spool), Optional.empty())),
                uploads))
        .mismatches();
  }
}
