package io.sparkrecorder.marker;

import static io.sparkrecorder.marker.Documents.changed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that the published schemas describe markers and manifests exactly, neither more nor less.
 */
class SchemaTest {
  private static final String MARKER = "marker.schema.json";
  private static final String MANIFEST = "manifest.schema.json";

  @ParameterizedTest
  @MethodSource("io.sparkrecorder.marker.ReadersTest#markers")
  void marker_conforms_to_its_schema(Marker marker) throws IOException {
    assertThat(problems(MARKER, marker.toJson())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.sparkrecorder.marker.ReadersTest#manifests")
  void manifest_conforms_to_its_schema(Manifest manifest) throws IOException {
    assertThat(problems(MANIFEST, manifest.toJson())).isEmpty();
  }

  @Test
  void unknown_fields_are_allowed() throws IOException {
    byte[] later = changed(Documents.fullMarker().toJson(), "\"app\"", "\"colour\" : 1, \"app\"");

    assertThat(problems(MARKER, later)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "version" : 1          | "version" : 2
          "app" : "spark-3f2a",  | ''
          "app" : "spark-3f2a"   | "app" : ""
          "role" : "executor"    | "role" : "master"
          "executorId" : "1",    | ''
          "state" : "partial"    | "state" : "done"
          "exitCode" : 137       | "exitCode" : "137"
          "2026-01-31T12:00:00Z" | "yesterday"
          "sealed" :             | "closed" :
          "bytes" : 5            | "bytes" : -5
          "crc32c" : "00c0ffee"  | "crc32c" : "C0FFEE"
          "state" : "salvaged"   | "state" : "sealed"
          "why" :                | "because" :
          """)
  void broken_marker_is_refused(String text, String other) throws IOException {
    byte[] broken = changed(Documents.fullMarker().toJson(), text, other);

    assertThat(problems(MARKER, broken)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "version" : 1                | "version" : 0
          "complete" : false,          | ''
          "complete" : false           | "complete" : "no"
          "written" :                  | "wrote" :
          "totals" :                   | "sums" :
          "missingBytes" :             | "missing" :
          "state" : "never-started"    | "state" : "recording"
          "key" : "r/driver/app.jfr"   | "path" : "r/driver/app.jfr"
          "missing" : "access denied"  | "key" : "k", "missing" : "access denied"
          """)
  void broken_manifest_is_refused(String text, String other) throws IOException {
    byte[] broken = changed(Documents.fullManifest().toJson(), text, other);

    assertThat(problems(MANIFEST, broken)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {MARKER, MANIFEST})
  void every_field_has_a_description(String name) throws IOException {
    List<String> silent = new ArrayList<>();
    fields(
        "",
        node(name),
        (field, schema) -> {
          if (schema.path("description").asText().isBlank()) {
            silent.add(field);
          }
        });

    assertThat(silent).isEmpty();
  }

  @Test
  void schemas_name_every_field_that_is_written() throws IOException {
    assertThat(described(MARKER)).containsAll(written(Documents.fullMarker().toJson()));
    assertThat(described(MANIFEST)).containsAll(written(Documents.fullManifest().toJson()));
  }

  @Test
  void schemas_name_no_field_that_is_never_written() throws IOException {
    assertThat(written(Documents.fullMarker().toJson())).containsAll(described(MARKER));
    assertThat(written(Documents.fullManifest().toJson())).containsAll(described(MANIFEST));
  }

  private static Set<ValidationMessage> problems(String name, byte[] document) throws IOException {
    try (InputStream in = Marker.class.getResourceAsStream(name)) {
      JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(in);
      return schema.validate(new String(document, StandardCharsets.UTF_8), InputFormat.JSON);
    }
  }

  private static JsonNode node(String name) throws IOException {
    try (InputStream in = Marker.class.getResourceAsStream(name)) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static Set<String> described(String name) throws IOException {
    Set<String> names = new TreeSet<>();
    fields("", node(name), (field, _) -> names.add(field.substring(field.lastIndexOf('/') + 1)));
    return names;
  }

  private static Set<String> written(byte[] document) throws IOException {
    Set<String> names = new TreeSet<>();
    collect(new ObjectMapper().readTree(document), names);
    return names;
  }

  private static void collect(JsonNode node, Set<String> names) {
    node.fieldNames().forEachRemaining(names::add);
    node.forEach(child -> collect(child, names));
  }

  private interface Field {
    void is(String path, JsonNode schema);
  }

  private static void fields(String path, JsonNode schema, Field visitor) {
    schema
        .path("properties")
        .properties()
        .forEach(
            entry -> {
              visitor.is(path + "/" + entry.getKey(), entry.getValue());
              fields(path + "/" + entry.getKey(), entry.getValue(), visitor);
            });
    schema.path("$defs").properties().forEach(entry -> fields(path, entry.getValue(), visitor));
  }
}
