package io.sparkrecorder.faults;

import io.sparkrecorder.testbed.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files of one pod in S3. */
final class Shelf {
  /**
   * A file.
   *
   * @param name its name in the manifest
   * @param state according to the manifest; empty without a manifest
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

  /** Takes the files from a manifest, without entries that lack an object. */
  static List<Item> of(Manifest.Pod pod, AppObjects objects) {
    List<Item> items = new ArrayList<>();
    for (Manifest.File file : pod.files()) {
      file.key()
          .flatMap(objects::content)
          .ifPresent(content -> items.add(new Item(file.name(), file.state(), content)));
    }
    return items;
  }

  /**
   * Takes the files from the keys, with states from the manifest, which need not list all files of
   * a dead driver.
   */
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
