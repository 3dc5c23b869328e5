package io.sparkrecorder.faults;

import io.sparkrecorder.faults.Mismatch.Kind;
import io.sparkrecorder.testbed.JfrTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks that the recording of a real JVM opens, and holds the events from first to last, each
 * once.
 */
final class EventsCheck {
  private final Evidence.Pod pod;
  private final List<Shelf.Item> items;
  private final Written.JvmEvents events;
  private final boolean all;
  private final Findings findings;

  EventsCheck(
      Evidence.Pod pod,
      List<Shelf.Item> items,
      Written.JvmEvents events,
      boolean all,
      Findings findings) {
    this.pod = pod;
    this.items = items;
    this.events = events;
    this.all = all;
    this.findings = findings;
  }

  /** The items that hold the recording. */
  Set<Shelf.Item> check() {
    Set<Shelf.Item> recordings = new HashSet<>();
    List<Long> numbers = new ArrayList<>();
    for (Shelf.Item item : items) {
      if (item.name().startsWith("jfr/") || item.name().startsWith("recording")) {
        recordings.add(item);
        if (!item.state().equals("torn")) {
          findings.file(item.content());
          numbers.addAll(numbers(item));
        }
      }
    }
    numbers.sort(null);
    compare(numbers);
    if (events.killed()
        && recordings.stream().anyMatch(item -> item.isWhole())
        && recordings.stream().allMatch(item -> item.isWhole())) {
      findings.mismatch(Kind.MISLABELLED, where(), "whole, but its JVM was killed");
    }
    return recordings;
  }

  private void compare(List<Long> numbers) {
    for (int place = 0; place < numbers.size(); place++) {
      long number = numbers.get(place);
      if (number != place) {
        findings.mismatch(
            number < place ? Kind.DOUBLED : Kind.LOST,
            where(),
            "event %d of %d has the number %d".formatted(place, numbers.size(), number));
        break;
      }
    }
    long last = numbers.size() - 1L;
    if (last < events.flushed()) {
      findings.missing();
      if (all) {
        findings.mismatch(
            Kind.LOST,
            where(),
            "the last event is %d, but %d was on disk".formatted(last, events.flushed()));
      }
    }
  }

  private List<Long> numbers(Shelf.Item item) {
    if (item.content().size() == 0) {
      return List.of();
    }
    try {
      Path file = Files.createTempFile("recording-", ".jfr");
      try {
        Files.write(file, item.content().toBytes());
        return JfrTool.numbers(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      findings.mismatch(
          Kind.WRONG_BYTES, where(), "%s does not open: %s".formatted(item.name(), e));
      return List.of();
    }
  }

  private String where() {
    return pod.label() + " recording of its JVM";
  }
}
