package io.sparkrecorder.faults;

import io.sparkrecorder.testbed.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files of one pod that are in S3. */
final class Shelf {
  /**
   * A file.
   *
   * @param name as the manifest writes it
   * @param state as the manifest says; empty where there is no manifest
   */
  record Item(String name, String state, Content content) {
    boolean isWhole() {
      return state.equals("whole");
    }

    boolean mayBe(Set<String> states) {
      return state.isEmpty() || states.contains(state);
    }
  }

  private Shelf() {}

  /** By a manifest; entries without an object are left out. */
  static List<Item> of(Manifest.Pod pod, AppObjects objects) {
    List<Item> items = new ArrayList<>();
    for (Manifest.File file : pod.files()) {
      file.key()
          .flatMap(objects::content)
          .ifPresent(content -> items.add(new Item(file.name(), file.state(), content)));
    }
    return items;
  }

  /** By the keys, with the states that a manifest gives: a dead driver's need not list them all. */
  static List<Item> of(String label, String uid, AppObjects objects, Optional<Manifest> manifest) {
    Map<String, String> states = states(manifest);
    List<Item> items = new ArrayList<>();
    for (String key : objects.recordings().keySet()) {
      String below = objects.below(key);
      for (String folder : List.of(label + "/", label + "." + uid + "/")) {
        if (below.startsWith(folder)) {
          Content content = objects.content(key).orElseThrow();
          String name = below.substring(folder.length());
          items.add(new Item(name, states.getOrDefault(key, ""), content));
        }
      }
    }
    return items;
  }

  private static Map<String, String> states(Optional<Manifest> manifest) {
    Map<String, String> states = new HashMap<>();
    manifest.stream()
        .flatMap(known -> known.pods().stream())
        .flatMap(pod -> pod.files().stream())
        .forEach(file -> file.key().ifPresent(key -> states.put(key, file.state())));
    return states;
  }
}
