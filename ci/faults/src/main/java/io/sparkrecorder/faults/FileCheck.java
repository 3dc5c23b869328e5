package io.sparkrecorder.faults;

import io.sparkrecorder.faults.Mismatch.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks that every file of an agent arrived exactly once, with its bytes and its correct state.
 */
final class FileCheck {
  private final Evidence.Pod pod;
  private final List<Shelf.Item> items;
  private final Elsewhere elsewhere;
  private final boolean all;
  private final Findings findings;

  FileCheck(
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

  /** The items that hold these files. */
  Set<Shelf.Item> check() {
    Set<Shelf.Item> explained = new HashSet<>();
    for (Written.File file : pod.written().files()) {
      findings.file(file.content());
      List<Shelf.Item> copies = new ArrayList<>();
      for (Shelf.Item item : items) {
        if (Names.matches(item.name(), file.name()) && item.content().equals(file.content())) {
          copies.add(item);
        }
      }
      copies.forEach(copy -> label(file, copy));
      count(file, copies.size());
      explained.addAll(copies);
    }
    return explained;
  }

  private void label(Written.File file, Shelf.Item copy) {
    if (!copy.mayBe(file.ending().states())) {
      findings.mismatch(
          Kind.MISLABELLED,
          where(file),
          "%s, but only %s is allowed"
              .formatted(
                  copy.state(),
                  String.join(" or ", file.ending().states().stream().sorted().toList())));
    }
  }

  private void count(Written.File file, int copies) {
    if (copies > 1) {
      findings.mismatch(Kind.DOUBLED, where(file), "it occurs %d times".formatted(copies));
    }
    if (copies == 0) {
      findings.missing();
      if (all || !elsewhere.hasFile(file.content())) {
        findings.mismatch(Kind.LOST, where(file), "%s, is nowhere".formatted(file.content()));
      }
    }
  }

  private String where(Written.File file) {
    return pod.label() + " " + file.name();
  }
}
