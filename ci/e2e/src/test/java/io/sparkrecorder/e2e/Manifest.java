package io.sparkrecorder.e2e;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the tests ask of a manifest. Read by its published shape alone, without the recorder's code,
 * as other programs do.
 *
 * @param complete whether it says that all is there
 */
record Manifest(boolean complete, List<Pod> pods) {

  /**
   * A pod of the application.
   *
   * @param state such as {@code sealed}
   */
  record Pod(String name, String uid, String state, List<File> files) {}

  /**
   * A file of a pod.
   *
   * @param key in the bucket; empty when it is not there
   * @param state {@code whole}, {@code salvaged} or {@code torn}
   */
  record File(String name, long bytes, String state, Optional<String> key) {}

  static Manifest read(byte[] json) {
    try {
      Map<String, Object> map = JSON.std.mapFrom(json);
      return new Manifest(
          Boolean.TRUE.equals(map.get("complete")),
          objects(map, "pods").stream().map(Manifest::pod).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Pod pod(Map<String, Object> map) {
    return new Pod(
        text(map, "pod").orElse("?"),
        text(map, "uid").orElse("?"),
        text(map, "state").orElse("?"),
        objects(map, "files").stream().map(Manifest::file).toList());
  }

  private static File file(Map<String, Object> map) {
    return new File(
        text(map, "name").orElse("?"),
        map.get("bytes") instanceof Number bytes ? bytes.longValue() : -1,
        text(map, "state").orElse("?"),
        text(map, "key"));
  }

  private static Optional<String> text(Map<String, Object> map, String name) {
    return Optional.ofNullable(map.get(name)).map(Object::toString);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> objects(Map<String, Object> map, String name) {
    return map.get(name) instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
  }
}
