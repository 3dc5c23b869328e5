package io.sparkrecorder.report.application;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An application without a manifest: files in folders named after pods. */
public final class Listing {
  private static final String EXECUTOR = "executor-";

  private final Map<String, List<AppFile>> folders = new LinkedHashMap<>();

  /**
   * Adds a file.
   *
   * @param below its path below the application's folder
   */
  public void add(String below, String place, long bytes) {
    int slash = below.indexOf('/');
    String folder = slash < 0 ? "" : below.substring(0, slash);
    String name = below.substring(slash + 1);
    folders
        .computeIfAbsent(folder, absent -> new ArrayList<>())
        .add(
            new AppFile(
                name,
                Optional.of(place),
                bytes,
                Optional.empty(),
                name.endsWith(".jfr") ? "jfr" : "other",
                FileState.UNVERIFIED,
                Optional.empty()));
  }

  public boolean isEmpty() {
    return folders.isEmpty();
  }

  /** The application with the pods of the folders. */
  public Application application(String id, String reason) {
    List<AppPod> pods = new ArrayList<>();
    folders.forEach((folder, files) -> pods.add(pod(folder, files)));
    return new Application(
        id, Optional.empty(), Optional.empty(), List.of(reason), Optional.empty(), pods);
  }

  private static AppPod pod(String folder, List<AppFile> files) {
    // A store's folder carries the uid of its pod behind a dot.
    int dot = folder.indexOf('.');
    String label = dot < 0 ? folder : folder.substring(0, dot);
    boolean executor = label.startsWith(EXECUTOR);
    return new AppPod(
        executor ? "executor" : "driver",
        executor ? Optional.of(label.substring(EXECUTOR.length())) : Optional.empty(),
        folder.isEmpty() ? "(no pod)" : folder,
        dot < 0 ? Optional.empty() : Optional.of(folder.substring(dot + 1)),
        Optional.empty(),
        Optional.empty(),
        "recording",
        Optional.empty(),
        Optional.empty(),
        List.copyOf(files));
  }
}
