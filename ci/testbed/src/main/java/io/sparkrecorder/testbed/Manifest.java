package io.sparkrecorder.testbed;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a manifest that tests need. It reads the published format without the recorder's
 * code, like other programs.
 *
 * @param complete whether the manifest claims that everything arrived
 * @param reason why it is incomplete, if no single pod is the cause
 */
public record Manifest(boolean complete, Optional<String> reason, List<Pod> pods) {

  /**
   * A pod of the application.
   *
   * @param role {@code driver} or {@code executor}
   * @param state such as {@code sealed}
   * @param reason why the pod ended, or why something is missing
   * @param exitCode exit code of its Spark container
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
   * @param crc32c checksum of its bytes, in hexadecimal
   * @param format such as {@code jfr}
   * @param state {@code whole}, {@code unverified}, {@code salvaged} or {@code torn}
   * @param key in the bucket; empty if the file is missing there
   * @param missing why the file is missing in the bucket
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
