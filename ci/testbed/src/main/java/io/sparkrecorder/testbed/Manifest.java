package io.sparkrecorder.testbed;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What tests ask of a manifest. Read by its published shape alone, without the recorder's code, as
 * other programs do.
 *
 * @param complete whether it says that all is there
 * @param reason why it is not, where that is no single pod's
 */
public record Manifest(boolean complete, Optional<String> reason, List<Pod> pods) {

  /**
   * A pod of the application.
   *
   * @param role {@code driver} or {@code executor}
   * @param state such as {@code sealed}
   * @param reason what ended it, or why something is missing
   * @param exitCode of its Spark container
   */
  public record Pod(
      String name,
      String uid,
      String role,
      String state,
      Optional<String> reason,
      Optional<Integer> exitCode,
      List<File> files) {}

  /**
   * A file of a pod.
   *
   * @param crc32c of these bytes, in hexadecimal
   * @param format such as {@code jfr}
   * @param state {@code whole}, {@code unverified}, {@code salvaged} or {@code torn}
   * @param key in the bucket; empty when it is not there
   * @param missing why it is not there
   */
  public record File(
      String name,
      long bytes,
      Optional<String> crc32c,
      String format,
      String state,
      Optional<String> note,
      Optional<String> key,
      Optional<String> missing) {}

  public static Manifest read(byte[] json) {
    try {
      Map<String, Object> map = JSON.std.mapFrom(json);
      return new Manifest(
          Boolean.TRUE.equals(map.get("complete")),
          text(map, "reason"),
          objects(map, "pods").stream().map(Manifest::pod).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Optional<Pod> pod(String name) {
    return pods.stream().filter(pod -> pod.name().equals(name)).findAny();
  }

  private static Pod pod(Map<String, Object> map) {
    return new Pod(
        text(map, "pod").orElse("?"),
        text(map, "uid").orElse("?"),
        text(map, "role").orElse("?"),
        text(map, "state").orElse("?"),
        text(map, "reason"),
        Optional.ofNullable((Integer) map.get("exitCode")),
        objects(map, "files").stream().map(Manifest::file).toList());
  }

  private static File file(Map<String, Object> map) {
    return new File(
        text(map, "name").orElse("?"),
        map.get("bytes") instanceof Number bytes ? bytes.longValue() : -1,
        text(map, "crc32c"),
        text(map, "format").orElse("?"),
        text(map, "state").orElse("?"),
        text(map, "note"),
        text(map, "key"),
        text(map, "missing"));
  }

  private static Optional<String> text(Map<String, Object> map, String name) {
    return Optional.ofNullable(map.get(name)).map(Object::toString);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> objects(Map<String, Object> map, String name) {
    return map.get(name) instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
  }
}
