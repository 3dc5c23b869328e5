package io.sparkrecorder.armada.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;

/** Finds and compares parts of job items. */
final class Parts {

  private Parts() {}

  /** Fails unless each value that is expected is in the actual JSON, which may have more. */
  static void assertContains(JsonNode actual, JsonNode expected, String path) {
    if (expected.isObject()) {
      expected
          .fieldNames()
          .forEachRemaining(
              name -> assertContains(actual.path(name), expected.get(name), path + "." + name));
    } else if (expected.isArray() && expected.path(0).isObject()) {
      for (JsonNode element : expected) {
        JsonNode match =
            element.has("name")
                ? named(actual, element.get("name").asText())
                : matching(actual, element);
        assertContains(match, element, path + "[" + element.path("name").asText() + "]");
      }
    } else if (expected.isArray()) {
      assertThat((Iterable<JsonNode>) actual).as(path).containsAll(expected);
    } else {
      assertThat(actual.asText()).as(path).isEqualTo(expected.asText());
    }
  }

  /** A file of a volume, as the kubelet makes it of an annotation. */
  static String file(JsonNode item, String volume, String path) {
    JsonNode source = named(item.at("/podSpecs/0/volumes"), volume);
    assertThat(source.has("configMap")).isFalse();
    for (JsonNode file : source.at("/downwardAPI/items")) {
      if (file.path("path").asText().equals(path)) {
        String annotation = file.at("/fieldRef/fieldPath").asText().replaceAll(".*\\['|'].*", "");
        return item.path("annotations").path(annotation).asText();
      }
    }
    throw new AssertionError("no file " + path + " in " + source);
  }

  private static JsonNode matching(JsonNode list, JsonNode element) {
    for (JsonNode candidate : list) {
      if (candidate.equals(element)) {
        return candidate;
      }
    }
    return new ObjectMapper().missingNode();
  }

  static JsonNode named(JsonNode list, String name) {
    for (JsonNode candidate : list) {
      if (candidate.path("name").asText().equals(name)) {
        return candidate;
      }
    }
    return new ObjectMapper().missingNode();
  }

  static JsonNode container(JsonNode item, String name) {
    ArrayNode all = new ObjectMapper().createArrayNode();
    item.at("/podSpecs/0/containers").forEach(all::add);
    item.at("/podSpecs/0/initContainers").forEach(all::add);
    return named(all, name);
  }

  static String environment(JsonNode item, String container, String variable) {
    return named(container(item, container).path("env"), variable).path("value").asText();
  }
}
