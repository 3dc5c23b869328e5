package io.sparkrecorder.armada.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.sparkrecorder.armada.api.ArmadaProblem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Carries the files of config maps in annotations of the pod, which a downward API volume shows as
 * files. Armada creates pods and services, but no config maps.
 */
final class ConfigFiles {

  /**
   * Kubernetes allows 262,144 bytes of annotations; the rest is for those of users and of Armada.
   */
  private static final int MAX_BYTES = 200_000;

  private static final String PREFIX = "spark-recorder/file-";

  private final Map<String, ConfigMap> maps = new HashMap<>();

  ConfigFiles(List<ConfigMap> maps) {
    maps.forEach(map -> this.maps.put(map.getMetadata().getName(), map));
  }

  /** Replaces the volumes of these config maps; volumes of other config maps stay. */
  void apply(ObjectNode spec, ObjectNode annotations) {
    int files = 0;
    int bytes = 0;
    for (JsonNode volume : spec.path("volumes")) {
      JsonNode source = volume.path("configMap");
      ConfigMap map = maps.get(source.path("name").asText());
      if (map != null) {
        ((ObjectNode) volume).remove("configMap");
        ObjectNode downward = ((ObjectNode) volume).putObject("downwardAPI");
        if (source.hasNonNull("defaultMode")) {
          downward.set("defaultMode", source.get("defaultMode"));
        }
        ArrayNode items = downward.putArray("items");
        for (File file : files(map, source)) {
          String annotation = PREFIX + ++files;
          annotations.put(annotation, file.content);
          bytes += file.content.getBytes(StandardCharsets.UTF_8).length;
          ObjectNode item = items.addObject().put("path", file.path);
          if (!file.mode.isMissingNode()) {
            item.set("mode", file.mode);
          }
          item.putObject("fieldRef")
              .put("apiVersion", "v1")
              .put("fieldPath", "metadata.annotations['" + annotation + "']");
        }
      }
    }
    if (bytes > MAX_BYTES) {
      throw new ArmadaProblem(
          "Spark's configuration files have "
              + bytes
              + " bytes, but "
              + MAX_BYTES
              + " fit into annotations of a pod."
              + " Put large files into the image or a config map of the namespace");
    }
  }

  private static List<File> files(ConfigMap map, JsonNode source) {
    Map<String, String> data = new TreeMap<>(map.getData() == null ? Map.of() : map.getData());
    List<File> files = new ArrayList<>();
    if (source.path("items").isEmpty()) {
      data.forEach((name, content) -> files.add(new File(name, content, source.path("no mode"))));
    }
    for (JsonNode item : source.path("items")) {
      String content = data.get(item.path("key").asText());
      if (content != null) {
        files.add(new File(item.path("path").asText(), content, item.path("mode")));
      }
    }
    return files;
  }

  /** One file of a config map. */
  private static final class File {
    private final String path;
    private final String content;
    private final JsonNode mode;

    File(String path, String content, JsonNode mode) {
      this.path = path;
      this.content = content;
      this.mode = mode;
    }
  }
}
