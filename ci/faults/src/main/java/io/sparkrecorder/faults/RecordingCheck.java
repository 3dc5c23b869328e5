package io.sparkrecorder.faults;

import io.sparkrecorder.faults.Mismatch.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that every finished chunk is in exactly one recording and in order, that the open chunk of
 * a killed JVM arrived too, and that no incomplete recording is called whole.
 */
final class RecordingCheck {
  private final Evidence.Pod pod;
  private final List<Shelf.Item> items;
  private final Elsewhere elsewhere;
  private final boolean all;
  private final Findings findings;

  RecordingCheck(
      Evidence.Pod pod,
      List<Shelf.Item> items,
      Elsewhere elsewhere,
      boolean all,
      Findings findings) {
    this.pod = pod;
    this.items = items;
    this.elsewhere = elsewhere;
    this.all = all;
    this.findings = findings;
  }

  /** The items that hold these recordings. */
  Set<Shelf.Item> check() {
    Set<Shelf.Item> explained = new HashSet<>();
    for (Written.Recording recording : pod.written().recordings()) {
      explained.addAll(check(recording));
    }
    return explained;
  }

  /** The part of an item that concerns one recording. */
  private record Holder(Shelf.Item item, List<Content> chunks, Content rest) {}

  private Set<Shelf.Item> check(Written.Recording recording) {
    List<Holder> holders = holders(recording);
    holders.forEach(holder -> order(recording, holder));
    boolean missing = false;
    for (Content chunk : recording.chunks()) {
      findings.chunk(chunk);
      missing |= isMissing(where(recording.name()), chunk, count(holders, chunk));
    }
    Set<Shelf.Item> explained = new HashSet<>();
    holders.forEach(holder -> explained.add(holder.item()));
    recording.open().ifPresent(open -> explained.addAll(open(recording, open, holders)));
    labels(recording, holders, missing);
    return explained;
  }

  private List<Holder> holders(Written.Recording recording) {
    Set<String> keys = new HashSet<>();
    recording.chunks().forEach(chunk -> keys.add(JfrChunks.key(chunk)));
    recording.open().flatMap(Written.OpenChunk::salvage).map(JfrChunks::key).ifPresent(keys::add);
    List<Holder> holders = new ArrayList<>();
    for (Shelf.Item item : items) {
      JfrChunks.Split split = JfrChunks.split(item.content());
      if (split.chunks().stream().map(JfrChunks::key).anyMatch(keys::contains)) {
        holders.add(new Holder(item, split.chunks(), split.rest()));
      }
    }
    return holders;
  }

  /**
   * Checks that the holder has only this recording's chunks, each once and in order, and nothing
   * after them.
   */
  private void order(Written.Recording recording, Holder holder) {
    String where = where(holder.item().name());
    List<Content> written = new ArrayList<>(recording.chunks());
    recording.open().flatMap(Written.OpenChunk::salvage).ifPresent(written::add);
    Map<Content, Integer> places = new HashMap<>();
    for (int place = 0; place < written.size(); place++) {
      places.put(written.get(place), place);
    }
    int before = -1;
    for (Content chunk : holder.chunks()) {
      int place = places.getOrDefault(chunk, -1);
      if (place < 0) {
        findings.mismatch(
            Kind.WRONG_BYTES,
            where,
            "chunk %s differs from the bytes that its JVM wrote".formatted(JfrChunks.key(chunk)));
      } else if (place <= before) {
        findings.mismatch(
            place == before ? Kind.DOUBLED : Kind.WRONG_BYTES,
            where,
            "chunk %d comes after chunk %d".formatted(place, before));
      }
      before = Math.max(before, place);
    }
    if (holder.rest().size() > 0 && !holder.item().state().equals("torn")) {
      findings.mismatch(
          Kind.WRONG_BYTES, where, "%d bytes after the last chunk".formatted(holder.rest().size()));
    }
  }

  private static long count(List<Holder> holders, Content chunk) {
    return holders.stream()
        .flatMap(holder -> holder.chunks().stream())
        .filter(chunk::equals)
        .count();
  }

  private boolean isMissing(String where, Content chunk, long count) {
    if (count > 1) {
      findings.mismatch(
          Kind.DOUBLED, where, "chunk %s occurs %d times".formatted(JfrChunks.key(chunk), count));
    }
    if (count > 0) {
      return false;
    }
    findings.missing();
    if (all || !elsewhere.hasChunk(chunk)) {
      findings.mismatch(
          Kind.LOST, where, "chunk %s, %s, is nowhere".formatted(JfrChunks.key(chunk), chunk));
    }
    return true;
  }

  /**
   * The items next to the recording that hold an open chunk, or the part of it that no reader
   * accepts.
   */
  private Set<Shelf.Item> open(
      Written.Recording recording, Written.OpenChunk open, List<Holder> holders) {
    String where = where(open.name());
    Set<Shelf.Item> kept = new HashSet<>();
    for (Shelf.Item item : items) {
      boolean rest =
          item.name().equals(open.name() + ".rest") && item.content().equals(open.rest());
      boolean raw = item.name().equals(open.name()) && item.content().equals(open.content());
      if (rest || raw) {
        kept.add(item);
        if (!item.mayBe(Set.of("torn"))) {
          findings.mismatch(
              Kind.MISLABELLED, where, "%s, but no reader accepts it".formatted(item.state()));
        }
      }
    }
    long salvaged = open.salvage().map(chunk -> count(holders, chunk)).orElse(1L);
    long wanted = open.rest().size() > 0 ? 1 : 0;
    if (salvaged > 1 || kept.size() > wanted) {
      findings.mismatch(Kind.DOUBLED, where, "the open chunk occurs more than once");
    }
    if (salvaged == 0 || kept.size() < wanted) {
      findings.missing();
      if (all || !isElsewhere(open)) {
        findings.mismatch(
            Kind.LOST,
            where,
            "the open chunk of %s, %s, is nowhere".formatted(recording.name(), open.content()));
      }
    }
    return kept;
  }

  /** Whether the chunk is in its own file, or already split. */
  private boolean isElsewhere(Written.OpenChunk open) {
    return elsewhere.hasFile(open.content())
        || (open.salvage().filter(elsewhere::hasChunk).isPresent()
            && elsewhere.hasFile(open.rest()));
  }

  private void labels(Written.Recording recording, List<Holder> holders, boolean missing) {
    Optional<Content> salvage = recording.open().flatMap(Written.OpenChunk::salvage);
    for (Holder holder : holders) {
      boolean holdsOpen = salvage.filter(holder.chunks()::contains).isPresent();
      if (holder.item().isWhole() && holdsOpen) {
        findings.mismatch(
            Kind.MISLABELLED, where(holder.item().name()), "whole, but its last chunk never ended");
      }
      if (all && recording.open().isEmpty() && !holder.item().mayBe(Set.of("whole"))) {
        findings.mismatch(
            Kind.MISLABELLED,
            where(holder.item().name()),
            "%s, but all of its chunks ended".formatted(holder.item().state()));
      }
    }
    boolean ended = !missing && recording.open().isEmpty();
    boolean allWhole =
        !holders.isEmpty() && holders.stream().allMatch(holder -> holder.item().isWhole());
    if (allWhole && !ended) {
      findings.mismatch(
          Kind.MISLABELLED, where(recording.name()), "whole, but more of it exists or existed");
    }
  }

  private String where(String name) {
    return pod.label() + " " + name;
  }
}
