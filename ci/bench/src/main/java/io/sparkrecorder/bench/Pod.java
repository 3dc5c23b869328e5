package io.sparkrecorder.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A pod's folders and settings; other settings have the recorder's defaults. */
record Pod(Path root, Map<String, String> settings) {
  static final String APP = "bench-app";
  private static final String READY = "recording ";

  static Pod executor(Path root) {
    return make(root, "executor", Map.of("RECORDER_EXECUTOR_ID", "1"));
  }

  static Pod driver(Path root, Bucket bucket) {
    Map<String, String> settings = new TreeMap<>(bucket.settings());
    settings.put("RECORDER_DISCOVERY", "store");
    return make(root, "driver", settings);
  }

  Path spool() {
    return root.resolve("spool");
  }

  Path store() {
    return root.resolve("store");
  }

  Measured start(Jvm jvm) {
    ProcessBuilder builder = jvm.builder();
    builder.environment().putAll(settings);
    return Measured.start(builder, READY);
  }

  /** The same pod with the store of another one. */
  Pod withStore(Path store) {
    Map<String, String> changed = new TreeMap<>(settings);
    changed.put("RECORDER_STORE", store.toString());
    return new Pod(root, changed);
  }

  private static Pod make(Path root, String role, Map<String, String> more) {
    Map<String, String> settings = new TreeMap<>(more);
    settings.put("RECORDER_APP", APP);
    settings.put("RECORDER_NAMESPACE", "bench");
    settings.put("RECORDER_ROLE", role);
    settings.put("RECORDER_POD", role + "-pod");
    settings.put("RECORDER_POD_UID", UUID.randomUUID().toString());
    settings.put("RECORDER_GRACE", "600s");
    Pod pod = new Pod(root, settings);
    settings.put("RECORDER_SPOOL", pod.spool().toString());
    settings.put("RECORDER_STORE", pod.store().toString());
    try {
      Files.createDirectories(pod.spool());
      Files.createDirectories(pod.store());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pod;
  }
}
