package io.sparkrecorder.ship;

import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.Fields;
import io.sparkrecorder.marker.Json;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.store.Journal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every pod of the application that was ever seen, in the order in which they were, journaled in
 * the store: at the end nobody else remembers an executor that was deleted an hour ago.
 */
public final class Roster implements AutoCloseable {
  private final Journal journal;
  private final Map<String, Sighting> pods = new LinkedHashMap<>();

  /** Uids of pods whose last line did not get into the journal. */
  private final Set<String> unwritten = new HashSet<>();

  private int changes;

  private Roster(Journal journal) {
    this.journal = journal;
  }

  /** Goes on from what an earlier recorder of this application journaled. */
  public static Roster open(Path file) throws IOException {
    // Below the folder above the application's, user code may have put links.
    Path root = file.toAbsolutePath().getParent().getParent();
    Roster roster = new Roster(Journal.open(root, file.toAbsolutePath()));
    Journal.replay(
        root,
        file.toAbsolutePath(),
        line -> {
          Sighting sighting = sighting(line);
          roster.pods.put(sighting.pod().uid(), sighting);
        });
    roster.changes = roster.pods.size();
    return roster;
  }

  /** Takes over what another recorder of this application saw. */
  void inherit(byte[] journal) throws IOException {
    List<Sighting> seen = new ArrayList<>();
    Journal.replay(
        new ByteArrayInputStream(journal), "the journal", line -> seen.add(sighting(line)));
    for (Sighting sighting : seen) {
      saw(sighting);
    }
  }

  /** As it is journaled, one line a pod. */
  synchronized byte[] toJournal() {
    StringBuilder lines = new StringBuilder();
    pods.values().forEach(pod -> lines.append(Json.line(line(pod))).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Another number whenever something was learned. */
  synchronized int changes() {
    return changes;
  }

  /**
   * Takes note; journals what is new. A pod is known also where it could not be journaled: one that
   * is forgotten would not be missed in the manifest.
   */
  public synchronized void saw(Sighting sighting) throws IOException {
    String uid = sighting.pod().uid();
    Sighting before = pods.get(uid);
    Sighting now = before == null ? sighting : sighting.after(before);
    if (!now.equals(before) || unwritten.contains(uid)) {
      pods.put(uid, now);
      changes++;
      unwritten.add(uid);
      journal.append(List.of(line(now)));
      unwritten.remove(uid);
    }
  }

  /** In the order in which they were first seen. */
  public synchronized List<Sighting> pods() {
    return List.copyOf(pods.values());
  }

  /**
   * The folder of this pod in S3: {@code driver} or {@code executor-<id>}, with the uid behind it
   * where another pod was first.
   */
  public synchronized String folder(PodRecord pod) {
    boolean first =
        pods.values().stream()
            .map(Sighting::pod)
            .filter(other -> other.part().equals(pod.part()))
            .findFirst()
            .map(other -> other.uid().equals(pod.uid()))
            .orElse(true);
    return first ? pod.part() : pod.part() + "." + pod.uid();
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }

  private static Map<String, Object> line(Sighting sighting) {
    Map<String, Object> line = new LinkedHashMap<>(sighting.pod().toMap());
    switch (sighting.fate()) {
      case Fate.Alive() -> line.put("fate", "alive");
      case Fate.Ended(String reason, Optional<Integer> code) -> end(line, "ended", reason, code);
      case Fate.Gone(String reason, Optional<Integer> code) -> end(line, "gone", reason, code);
      case Fate.NeverStarted(String reason) -> end(line, "never-started", reason, Optional.empty());
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
    Fate fate =
        switch (line.text("fate")) {
          case "alive" -> new Fate.Alive();
          case "ended" -> new Fate.Ended(line.shown("reason"), exitCode);
          case "gone" -> new Fate.Gone(line.shown("reason"), exitCode);
          case "never-started" -> new Fate.NeverStarted(line.shown("reason"));
          default -> throw new MalformedDocument("unknown fate: " + line.shown("fate"));
        };
    return new Sighting(PodRecord.from(line), fate);
  }
}
