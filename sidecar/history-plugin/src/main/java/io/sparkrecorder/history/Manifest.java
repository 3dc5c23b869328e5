package io.sparkrecorder.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parts of an application's manifest that the page shows. Missing texts are empty. */
final class Manifest {
  String app = "";
  String reason = "";
  String written = "";
  boolean complete;
  long pods;
  long files;
  long bytes;
  long missingFiles;
  final List<Pod> listed = new ArrayList<>();

  /** The first word of the reason in a manifest that is written before the upload has ended. */
  boolean provisional() {
    return reason.startsWith("provisional");
  }

  /** A pod; its files are left out if the reader did not ask for them. */
  static final class Pod {
    String role = "";
    String executorId = "";
    String name = "";
    String uid = "";
    String node = "";
    String state = "";
    String reason = "";
    String exitCode = "";
    String started = "";
    String sealed = "";
    List<File> files = new ArrayList<>();
    final Map<String, String> skipped = new LinkedHashMap<>();
    int fileCount;
    int missing;
    long bytes;

    /** Such as {@code driver} or {@code executor-1}. */
    String label() {
      return executorId.isEmpty() ? role : role + "-" + executorId;
    }
  }

  /** A recorded file: with a key if it is in the bucket, or with the reason why it is not. */
  static final class File {
    String name = "";
    String format = "";
    String state = "";
    String note = "";
    String key = "";
    String missing = "";
    String crc32c = "";
    long size;
  }
}
