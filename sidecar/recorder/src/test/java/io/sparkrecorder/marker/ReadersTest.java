package io.sparkrecorder.marker;

import static io.sparkrecorder.marker.Documents.changed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReadersTest {

  static Stream<Marker> markers() {
    return Stream.of(Documents.fullMarker(), Documents.bareMarker());
  }

  static Stream<Manifest> manifests() {
    return Stream.of(Documents.fullManifest(), Documents.bareManifest());
  }

  @ParameterizedTest
  @MethodSource("markers")
  void marker_is_read_as_it_was_written(Marker marker) {
    assertThat(Marker.fromJson(marker.toJson())).isEqualTo(marker);
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void manifest_is_read_as_it_was_written(Manifest manifest) {
    assertThat(Manifest.fromJson(manifest.toJson())).isEqualTo(manifest);
  }

  @Test
  void unknown_fields_are_ignored() {
    Marker marker = Documents.fullMarker();
    Manifest manifest = Documents.fullManifest();
    String later = "{ \"colour\" : [ { \"red\" : 1.5 } ], ";

    // Each document and each file entry begins with a brace, and so gets the unknown field.
    assertThat(Marker.fromJson(everyBrace(marker.toJson(), later))).isEqualTo(marker);
    assertThat(Manifest.fromJson(everyBrace(manifest.toJson(), later))).isEqualTo(manifest);
  }

  @Test
  void newer_version_is_refused_with_a_remedy() {
    byte[] marker = changed(Documents.bareMarker().toJson(), "\"version\" : 1", "\"version\" : 2");
    byte[] manifest =
        changed(Documents.bareManifest().toJson(), "\"version\" : 1", "\"version\" : 2");

    assertThatThrownBy(() -> Marker.fromJson(marker))
        .isInstanceOf(MalformedDocument.class)
        .hasMessage("version 2 is newer than this recorder knows (1): use a newer recorder");
    assertThatThrownBy(() -> Manifest.fromJson(manifest))
        .isInstanceOf(MalformedDocument.class)
        .hasMessage("version 2 is newer than this recorder knows (1): use a newer recorder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "version" : 1           | "versio" : 1                | expected "version" to be a number
          "version" : 1           | "version" : "1"             | expected "version" to be a number
          "app" : "spark-3f2a",   | ''                          | expected "app" to be text
          "state" : "partial"     | "state" : "done"            | "state" is "done"
          "exitCode" : 137        | "exitCode" : 4294967433     | expected "exitCode" to be a number of 32 bits
          "bytes" : 5             | "bytes" : 5.5               | expected "bytes" to be a whole number
          "crc32c" : "00c0ffee"   | "crc32c" : "coffee"         | expected "crc32c" to be eight hexadecimal digits
          "2026-01-31T12:00:00Z"  | "yesterday"                 | expected a time such as 2026-01-31T12:00:00Z: yesterday
          "files" : [ {           | "files" : [ 7, {            | expected "files" to be a list of objects
          """)
  void malformed_marker_is_refused_with_the_name_of_the_field(
      String text, String other, String message) {
    byte[] broken = changed(Documents.fullMarker().toJson(), text, other);

    assertThatThrownBy(() -> Marker.fromJson(broken))
        .isInstanceOf(MalformedDocument.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''
          null
          []
          {"version":1
          """)
  void text_other_than_a_json_object_is_refused(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(MalformedDocument.class);
  }

  @Test
  void manifest_is_complete_if_each_pod_is_complete_or_never_started() {
    assertThat(Documents.bareManifest().complete()).isTrue();
    assertThat(Documents.fullManifest().complete()).isFalse();
    assertThat(Documents.fullManifest().pods().stream().map(ManifestPod::complete))
        .containsExactly(true, false, false, true);
  }

  private static byte[] everyBrace(byte[] document, String later) {
    String json = new String(document, UTF_8);
    return json.replace("{", later).getBytes(UTF_8);
  }
}
