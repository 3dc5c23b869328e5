package io.sparkrecorder.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Starts recorders with the same jar, flags and settings as in a pod.
 *
 * @param project has the recorder
 * @param app id under which the recordings are stored. In a cluster it is Spark's application id,
 *     taken from the operator's labels. Here Spark chooses its id long after the driver's recorder
 *     has started, so the demo sets its own
 * @param folders the demo's folders
 * @param s3 settings of the driver's recorder, which uploads
 */
record Recorders(Project project, String app, Folders folders, Map<String, String> s3) {
  static final String NAMESPACE = "demo";

  ProcessBuilder record(PodName pod) {
    ProcessBuilder builder = command(pod.toString() + "-recorder", List.of("record"));
    builder.environment().putAll(settings(pod));
    return builder;
  }

  /** Prepares a command for users, such as {@code recorder ls}. */
  ProcessBuilder command(String log, List<String> words) {
    return command(log, project.recorderOptions(), project.recorderJar(), words);
  }

  /** Prepares {@code recorder report}, which has a jar of its own. */
  ProcessBuilder report(String log, List<String> words) {
    return command(log, project.reportOptions(), project.reportJar(), words);
  }

  private ProcessBuilder command(String log, Path options, Path jar, List<String> words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + options,
                "-jar",
                jar.toString()));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folders.root().toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("RECORDER_") || name.startsWith("AWS_"));
    environment.put("MALLOC_ARENA_MAX", "2");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folders.log(log).toFile()));
  }

  private Map<String, String> settings(PodName pod) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("RECORDER_APP", app);
    settings.put("RECORDER_NAMESPACE", NAMESPACE);
    settings.put("RECORDER_ROLE", pod.role());
    pod.executorId().ifPresent(id -> settings.put("RECORDER_EXECUTOR_ID", id));
    settings.put("RECORDER_POD", pod.toString());
    settings.put("RECORDER_POD_UID", UUID.randomUUID().toString());
    settings.put("RECORDER_NODE", "localhost");
    settings.put("RECORDER_SPOOL", folders.spool(pod).toString());
    settings.put("RECORDER_STORE", folders.store().toString());
    settings.put("RECORDER_GRACE", pod.grace().toSeconds() + "s");
    settings.put("RECORDER_EXECUTOR_GRACE", PodName.EXECUTOR_GRACE.toSeconds() + "s");
    settings.put("RECORDER_UPLOAD_TIME", "20s");
    settings.put("RECORDER_DISCOVERY", "store");
    settings.put("RECORDER_SCAN_INTERVAL", "1s");
    if (pod.executorId().isEmpty()) {
      settings.putAll(s3);
    }
    return settings;
  }
}
