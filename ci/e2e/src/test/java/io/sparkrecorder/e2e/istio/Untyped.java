package io.sparkrecorder.e2e.istio;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parts of an object that nobody here has a class for. */
final class Untyped {
  private Untyped() {}

  /** Fails on a key that the caller does not support. */
  static void only(Map<String, Object> map, String... known) {
    if (!Set.of(known).containsAll(map.keySet())) {
      throw new AssertionError("only " + Set.of(known) + " is known here: " + map);
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object object) {
    return (Map<String, Object>) object;
  }

  /** None where there is nothing. */
  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> maps(Object object) {
    return object == null ? List.of() : (List<Map<String, Object>>) object;
  }
}
