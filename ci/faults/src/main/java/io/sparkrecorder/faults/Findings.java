package io.sparkrecorder.faults;

import java.util.ArrayList;
import java.util.List;

/** Collects mismatches, and counts the compared items. */
final class Findings {
  private final List<Mismatch> mismatches = new ArrayList<>();
  private int files;
  private int chunks;
  private long bytes;

  /** Whether S3 lacks something that agents wrote. */
  private boolean missing;

  void mismatch(Mismatch.Kind kind, String where, String what) {
    mismatches.add(new Mismatch(kind, where, what));
  }

  void addAll(Findings other) {
    mismatches.addAll(other.mismatches);
    files += other.files;
    chunks += other.chunks;
    bytes += other.bytes;
    missing |= other.missing;
  }

  void file(Content content) {
    files++;
    bytes += content.size();
  }

  void chunk(Content content) {
    chunks++;
    bytes += content.size();
  }

  void missing() {
    missing = true;
  }

  boolean isMissing() {
    return missing;
  }

  List<Mismatch> mismatches() {
    return List.copyOf(mismatches);
  }

  int files() {
    return files;
  }

  int chunks() {
    return chunks;
  }

  long bytes() {
    return bytes;
  }
}
