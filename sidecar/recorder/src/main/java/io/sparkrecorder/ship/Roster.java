package io.sparkrecorder.ship;

import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.Fields;
import io.sparkrecorder.marker.Json;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.store.Journal;
import io.sparkrecorder.store.SafeFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Every pod of the application that was ever seen, in the order of their first sighting: at the end
 * nothing else remembers an executor that was deleted an hour ago. In memory; {@link RosterJournal}
 * writes it down.
 */
public final class Roster {
  /** More pods than any job has, and fewer than the recorder's heap holds. */
  static final int MOST_JOURNALED = 20_000;

  private final Map<String, Sighting> pods = new LinkedHashMap<>();

  /** The uid of the pod that was seen first under each label. */
  private final Map<String, String> first = new HashMap<>();

  /** Folders of pods whose last line is not in the journal yet. */
  private final Set<String> unwritten = new LinkedHashSet<>();

  private int changes;

  /** Tells whether the driver's recorder has queried the cluster since the job ended. */
  private BooleanSupplier sees = () -> false;

  private boolean watched;

  /**
   * Reads the journal of an earlier recorder of this application.
   *
   * @throws IOException if the file cannot be read, or names more pods than any job has
   */
  static Journaled read(Path file) throws IOException {
    Map<String, Sighting> seen = new LinkedHashMap<>();
    boolean[] watched = {false};
    int unreadable =
        Journal.replay(
            root(file), file.toAbsolutePath(), line -> watched[0] = put(seen, line, watched[0]));
    return new Journaled(List.copyOf(seen.values()), unreadable, watched[0]);
  }

  /**
   * Pods of a journal.
   *
   * @param unreadable number of lines that may have been of other pods
   * @param watched whether the driver's recorder had queried the cluster since the job ended
   */
  record Journaled(List<Sighting> pods, int unreadable, boolean watched) {}

  /** The folder above the application's: below it, user code may have put links. */
  static Path root(Path file) {
    return SafeFiles.parent(SafeFiles.parent(file.toAbsolutePath()));
  }

  /** Puts the pods of the journal before those that were seen meanwhile. */
  synchronized void load(Journaled journaled) {
    List<Sighting> meanwhile = List.copyOf(pods.values());
    pods.clear();
    first.clear();
    journaled.pods().forEach(this::put);
    meanwhile.forEach(this::saw);
    watched = journaled.watched();
  }

  /** Sets whether this recorder has queried the cluster since the job ended. */
  synchronized void sees(BooleanSupplier cluster) {
    sees = cluster;
  }

  /** Looks whether the cluster was queried; returns whether the journal must be written. */
  synchronized boolean watch() {
    boolean now = sees.getAsBoolean();
    if (now == watched) {
      return false;
    }
    watched = now;
    changes++;
    pods.values().stream()
        .map(Sighting::pod)
        .filter(Roster::isDriver)
        .forEach(pod -> unwritten.add(pod.folder()));
    return true;
  }

  /** Tells whether the journal says that the driver's recorder knew all executors at the end. */
  synchronized boolean watched() {
    return watched;
  }

  private static boolean isDriver(PodRecord pod) {
    return pod.role().equals("driver");
  }

  /** Takes over the pods that another recorder saw; returns the number of unreadable lines. */
  int inherit(byte[] journal) throws IOException {
    Map<String, Sighting> seen = new LinkedHashMap<>();
    boolean[] before = {false};
    int unreadable =
        Journal.replay(
            new ByteArrayInputStream(journal),
            "the journal",
            line -> before[0] = put(seen, line, before[0]));
    seen.values().forEach(this::saw);
    inherited(before[0]);
    return unreadable;
  }

  private synchronized void inherited(boolean before) {
    watched |= before;
  }

  /** Puts the pod of a line; returns whether the last line of a driver says that it watched. */
  private static boolean put(Map<String, Sighting> seen, Fields line, boolean watched)
      throws IOException {
    Sighting sighting = sighting(line);
    seen.put(sighting.pod().folder(), sighting);
    if (seen.size() > MOST_JOURNALED) {
      throw new IOException("the journal names more than %d pods".formatted(MOST_JOURNALED));
    }
    return isDriver(sighting.pod()) ? line.flag("watched") : watched;
  }

  /** Formats the pods for the journal, one line per pod. */
  synchronized byte[] toJournal() {
    StringBuilder lines = new StringBuilder();
    pods.values().forEach(pod -> lines.append(Json.line(whole(pod))).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A number that changes with every new fact. */
  synchronized int changes() {
    return changes;
  }

  /** Notes a sighting; returns whether it was news. */
  public synchronized boolean saw(Sighting sighting) {
    String folder = sighting.pod().folder();
    Sighting before = pods.get(folder);
    Sighting now = before == null ? sighting : sighting.after(before);
    if (now.equals(before)) {
      return false;
    }
    put(now);
    unwritten.add(folder);
    return true;
  }

  private void put(Sighting sighting) {
    PodRecord pod = sighting.pod();
    pods.put(pod.folder(), new Sighting(shared(pod), sighting.fate()));
    first.putIfAbsent(pod.label(), pod.uid());
    changes++;
  }

  /** Shares the strings of pods: thousands of pods have the same role, and many the same node. */
  private static PodRecord shared(PodRecord pod) {
    return new PodRecord(
        pod.role().intern(),
        pod.executorId(),
        pod.pod(),
        pod.uid(),
        pod.node().map(String::intern));
  }

  /** Lines that are not in the journal yet, by folder. */
  synchronized Map<String, Map<String, Object>> unwritten() {
    Map<String, Map<String, Object>> lines = new LinkedHashMap<>();
    unwritten.forEach(folder -> lines.put(folder, line(folder)));
    return lines;
  }

  /** Notes that these lines are in the journal. A pod that has changed since stays unwritten. */
  synchronized void written(Map<String, Map<String, Object>> lines) {
    lines.forEach(
        (folder, line) -> {
          if (line.equals(line(folder))) {
            unwritten.remove(folder);
          }
        });
  }

  /** All pods in the order of their first sighting. */
  public synchronized List<Sighting> pods() {
    return List.copyOf(pods.values());
  }

  synchronized int size() {
    return pods.size();
  }

  /**
   * The folder of this pod in S3: {@code driver} or {@code executor-<id>}, followed by the uid if
   * another pod was first.
   */
  public synchronized String folder(PodRecord pod) {
    String uid = first.get(pod.label());
    return uid == null || uid.equals(pod.uid()) ? pod.label() : pod.folder();
  }

  /**
   * The pod whose file a key names.
   *
   * @param below key below the application's folder
   */
  synchronized Optional<PodRecord> podOf(String below) {
    int slash = below.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String folder = below.substring(0, slash);
    return pods.values().stream()
        .map(Sighting::pod)
        .filter(pod -> folder.equals(pod.folder()) || folder.equals(folder(pod)))
        .findFirst();
  }

  private Map<String, Object> line(String folder) {
    return whole(Objects.requireNonNull(pods.get(folder), "no pod is forgotten"));
  }

  /** The line of a pod; a driver's line says whether its recorder knew all executors at the end. */
  private Map<String, Object> whole(Sighting sighting) {
    Map<String, Object> line = line(sighting);
    if (watched && isDriver(sighting.pod())) {
      line.put("watched", true);
    }
    return line;
  }

  private static Map<String, Object> line(Sighting sighting) {
    Map<String, Object> line = new LinkedHashMap<>(sighting.pod().toMap());
    switch (sighting.fate()) {
      case Fate.Alive() -> line.put("fate", "alive");
      case Fate.Ended(String reason, Optional<Integer> code, _) -> end(line, "ended", reason, code);
      case Fate.Gone(String reason, Optional<Integer> code, _) -> end(line, "gone", reason, code);
      case Fate.NeverStarted(String reason) -> end(line, "never-started", reason, Optional.empty());
    }
    if (sighting.fate().outOfMemory()) {
      line.put("outOfMemory", true);
    }
    return line;
  }

  private static void end(
      Map<String, Object> line, String fate, String reason, Optional<Integer> exitCode) {
    line.put("fate", fate);
    line.put("reason", reason);
    exitCode.ifPresent(code -> line.put("exitCode", code));
  }

  private static Sighting sighting(Fields line) {
    Optional<Integer> exitCode = line.optionalInt("exitCode");
    boolean outOfMemory = line.flag("outOfMemory");
    Fate fate =
        switch (line.text("fate")) {
          case "alive" -> new Fate.Alive();
          case "ended" -> new Fate.Ended(line.shown("reason"), exitCode, outOfMemory);
          case "gone" -> new Fate.Gone(line.shown("reason"), exitCode, outOfMemory);
          case "never-started" -> new Fate.NeverStarted(line.shown("reason"));
          default -> throw new MalformedDocument("unknown fate: " + line.shown("fate"));
        };
    return new Sighting(PodRecord.from(line), fate);
  }
}
