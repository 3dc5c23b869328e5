package io.sparkrecorder.ship;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.ManifestPodHeader;
import io.sparkrecorder.marker.PodRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The manifest's entries, from memory: pods of the roster with the content of their markers, and
 * pods that only an earlier manifest knows.
 */
final class Entries {
  private final Roster roster;
  private final EarlierManifest earlier;
  private final S3Settings settings;
  private final String app;
  private final Map<String, PodEntry> entries = new ConcurrentHashMap<>();

  Entries(Roster roster, EarlierManifest earlier, S3Settings settings, String app) {
    this.roster = roster;
    this.earlier = earlier;
    this.settings = settings;
    this.app = app;
  }

  /** A pod's entry; a new one is empty. */
  PodEntry of(PodRecord pod) {
    return entries.computeIfAbsent(pod.folder(), _ -> new PodEntry(pod));
  }

  /** The bytes in the markers of all pods but this one. */
  long recordedBut(String uid) {
    return entries.values().stream()
        .filter(entry -> !entry.pod().uid().equals(uid))
        .mapToLong(PodEntry::recorded)
        .sum();
  }

  /** Entries during the drain, including those of an earlier manifest. */
  List<EntryView> provisional() {
    return views(true, "the upload is under way");
  }

  /** Entries at the end. */
  List<EntryView> last() {
    return views(false, "the time ran out");
  }

  /** The outcomes of an entry's files, to be changed if the entry turns out to be wrong. */
  Outcomes outcomes(EntryView view) {
    return own(view)
        .map(entry -> entry.state().outcomes())
        .orElseGet(() -> earlier(view.pod().folder()).outcomes());
  }

  private EarlierManifest.Pod earlier(String folder) {
    return Objects.requireNonNull(
        earlier.pods().get(folder), "a view shows files of an entry, or of the earlier manifest");
  }

  /** The entry whose files a view shows; empty if they are those of an earlier manifest. */
  Optional<PodEntry> own(EntryView view) {
    return Optional.ofNullable(entries.get(view.pod().folder()))
        .filter(entry -> entry.state().files() == view.files());
  }

  private List<EntryView> views(boolean provisional, String open) {
    List<EntryView> drivers = new ArrayList<>();
    List<EntryView> executors = new ArrayList<>();
    Map<String, EarlierManifest.Pod> before = new LinkedHashMap<>(earlier.pods());
    Set<String> done = new HashSet<>();
    for (Sighting sighting : roster.pods()) {
      PodRecord pod = sighting.pod();
      done.add(pod.folder());
      (isDriver(pod) ? drivers : executors)
          .add(view(sighting, Optional.ofNullable(before.get(pod.folder())), provisional, open));
    }
    for (EarlierManifest.Pod pod : before.values()) {
      if (done.add(pod.header().pod().folder())) {
        (isDriver(pod.header().pod()) ? drivers : executors).add(view(pod));
      }
    }
    drivers.addAll(executors);
    return drivers;
  }

  private EntryView view(
      Sighting sighting, Optional<EarlierManifest.Pod> before, boolean provisional, String open) {
    PodEntry.State state = of(sighting.pod()).state();
    boolean underWay = provisional && !state.outcomes().decided();
    boolean knowsNothing = state.files().size() == 0 && !isEnded(state);
    if (before.isPresent() && before.get().hasFiles() && (underWay || knowsNothing)) {
      return view(
          before.get(),
          header(sighting, with(state, before.get()), provisional),
          sighting.fate().outOfMemory());
    }
    return new EntryView(
        settings,
        app,
        roster.folder(sighting.pod()),
        header(sighting, state, provisional),
        state.files(),
        state.outcomes().closed(open),
        sighting.fate().outOfMemory());
  }

  private static boolean isEnded(PodEntry.State state) {
    return state.seen().filter(PodEntry.Seen::ended).isPresent() && state.trouble().isEmpty();
  }

  /** Makes the header of an entry; during the drain it says so if the pod still works. */
  private static ManifestPodHeader header(
      Sighting sighting, PodEntry.State state, boolean provisional) {
    ManifestPodHeader header = Manifests.header(sighting, state);
    boolean waited =
        provisional
            && sighting.fate() instanceof Fate.Alive
            && !isEnded(state)
            && state.trouble().isEmpty();
    return waited
        ? new ManifestPodHeader(
            header.pod(),
            header.state(),
            Optional.of("provisional: its marker is not sealed yet"),
            header.exitCode(),
            header.started(),
            header.sealed())
        : header;
  }

  private static PodEntry.State with(PodEntry.State state, EarlierManifest.Pod before) {
    return new PodEntry.State(
        state.seen(), state.trouble(), before.files(), before.outcomes(), state.recorded());
  }

  private EntryView view(EarlierManifest.Pod pod) {
    // The files say themselves if a process of their pod was killed.
    return view(pod, pod.header(), false);
  }

  private EntryView view(EarlierManifest.Pod pod, ManifestPodHeader header, boolean outOfMemory) {
    return new EntryView(
        settings,
        app,
        header.pod().label(),
        header,
        pod.files(),
        pod.outcomes().snapshot(),
        outOfMemory);
  }

  private static boolean isDriver(PodRecord pod) {
    return pod.role().equals("driver");
  }
}
