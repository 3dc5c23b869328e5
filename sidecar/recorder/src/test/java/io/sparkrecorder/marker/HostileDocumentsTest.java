package io.sparkrecorder.marker;

import static io.sparkrecorder.marker.Documents.changed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sparkrecorder.checksum.Crc32c;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests documents that may have been written by user code in another pod. */
class HostileDocumentsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "a/../../secret",
        "..",
        ".",
        "a/./b",
        "/etc/passwd",
        "a//b",
        "a/",
        "",
        "a\\b",
        "a\0b",
        "a\nb",
        "a\u001b[2Jb",
        "a\u0085b",
        "a\u202eb",
        "a\u2028b",
        "a\ud800b",
        ".recorder/files.journal",
        ".recorder",
        "marker.json",
        "marker.json/a"
      })
  void file_name_that_leads_elsewhere_is_refused(String name) {
    assertThatThrownBy(() -> file(name)).isInstanceOf(MalformedDocument.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "...", "a..b", "..a/b..", "a/.recorder", "a b", "é/日本.log", "a%2F"})
  void odd_file_name_below_the_folder_is_accepted(String name) {
    assertThat(file(name).name()).isEqualTo(name);
  }

  @Test
  void file_name_is_at_most_1024_bytes_of_utf_8() {
    assertThat(file("é".repeat(512)).name()).hasSize(512);
    assertThatThrownBy(() -> file("é".repeat(512) + "a")).isInstanceOf(MalformedDocument.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "/x", "x/../y", "x\0", "x\ny", "", "x/./y"})
  void object_key_that_leads_elsewhere_is_refused(String key) {
    assertThatThrownBy(() -> StoredObject.at("a", key)).isInstanceOf(MalformedDocument.class);
    assertThatThrownBy(() -> ManifestFile.at(file("a"), key)).isInstanceOf(MalformedDocument.class);
  }

  @Test
  void object_key_is_at_most_1024_bytes() {
    assertThat(StoredObject.at("a", "k".repeat(1024)).key()).hasSize(1024);
    assertThatThrownBy(() -> StoredObject.at("a", "k".repeat(1025)))
        .isInstanceOf(MalformedDocument.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "..",
        "a/b",
        "../../other-app/executor-1",
        "a\0b",
        "a b",
        "a\n",
        "a..b",
        ".a",
        "é"
      })
  void pod_identity_with_other_than_letters_digits_dots_hyphens_is_refused(String odd) {
    assertThatThrownBy(() -> pod(odd, "pod-1", "uid-1", "node-1"))
        .as("executor id")
        .isInstanceOf(MalformedDocument.class);
    assertThatThrownBy(() -> pod("1", odd, "uid-1", "node-1"))
        .as("pod")
        .isInstanceOf(MalformedDocument.class);
    assertThatThrownBy(() -> pod("1", "pod-1", odd, "node-1"))
        .as("uid")
        .isInstanceOf(MalformedDocument.class);
    assertThatThrownBy(() -> pod("1", "pod-1", "uid-1", odd))
        .as("node")
        .isInstanceOf(MalformedDocument.class);
  }

  @Test
  void pod_identity_has_a_limited_length() {
    assertThatThrownBy(() -> pod("1".repeat(64), "p", "u", "n"))
        .isInstanceOf(MalformedDocument.class);
    assertThatThrownBy(() -> pod("1", "p".repeat(254), "u", "n"))
        .isInstanceOf(MalformedDocument.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"master", "DRIVER", "", "driver-1", "../driver"})
  void role_other_than_driver_and_executor_is_refused(String role) {
    assertThatThrownBy(() -> new PodRecord(role, Optional.empty(), "p", "u", Optional.empty()))
        .isInstanceOf(MalformedDocument.class);
    assertThatThrownBy(() -> new PodRecord(role, Optional.of("1"), "p", "u", Optional.empty()))
        .isInstanceOf(MalformedDocument.class);
  }

  @Test
  void executor_without_id_and_driver_with_one_are_refused() {
    assertThatThrownBy(
            () -> new PodRecord("executor", Optional.empty(), "p", "u", Optional.empty()))
        .isInstanceOf(MalformedDocument.class);
    assertThatThrownBy(() -> new PodRecord("driver", Optional.of("1"), "p", "u", Optional.empty()))
        .isInstanceOf(MalformedDocument.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"executor-1.uid-1", "driver.7d0c", "executor-a.b.7d0c", "executor--.u"})
  void folder_name_of_a_pod_holds_its_identity(String folder) {
    assertThat(PodRecord.ofFolder(folder)).map(PodRecord::folder).hasValue(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "driver",
        "driver.",
        ".uid",
        "executor-.u",
        "executor.u",
        "driver-1.u",
        "executor-1.u v",
        "executor-a..b.u",
        "executors.journal",
        "manifest.json"
      })
  void folder_with_another_name_belongs_to_no_pod(String folder) {
    assertThat(PodRecord.ofFolder(folder)).isEmpty();
  }

  @Test
  void marker_of_another_pod_or_application_is_refused() {
    MarkerSummary marker = Documents.fullMarker().summary();

    assertThat(marker.in("spark-3f2a", "executor-1.8e1d")).isSameAs(marker);
    assertThatThrownBy(() -> marker.in("spark-3f2a", "executor-2.8e1d"))
        .isInstanceOf(MalformedDocument.class)
        .hasMessage("marker.json says it is executor-1.8e1d, the folder is executor-2.8e1d");
    assertThatThrownBy(() -> marker.in("spark-4", "executor-1.8e1d"))
        .isInstanceOf(MalformedDocument.class)
        .hasMessage("marker.json says it is of spark-3f2a, the application is spark-4");
  }

  static Stream<String> numbers() {
    return Stream.of(
        "99999999999",
        "9".repeat(30),
        "9".repeat(5_000),
        "-1",
        "1e9",
        "1.0",
        "\"1\"",
        "true",
        "[]",
        "{}",
        "null",
        "NaN",
        "0");
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void part_number_outside_1_to_10000_is_refused(String number) {
    assertMalformed("\"number\" : 1,", "\"number\" : " + number + ",");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "9223372036854775807", "9223372036854775808", "1e3", "\"5\"", "null"})
  void invalid_size_is_refused(String bytes) {
    assertMalformed("\"bytes\" : 5,", "\"bytes\" : " + bytes + ",");
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999", "-2147483649", "1.5", "\"137\"", "[137]"})
  void exit_code_of_more_than_32_bits_is_refused(String code) {
    assertMalformed("\"exitCode\" : 137", "\"exitCode\" : " + code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+999999999-12-31T23:59:59Z",
        "-0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z",
        "2026-02-30T00:00:00Z"
      })
  void time_outside_four_digit_years_is_refused(String time) {
    assertMalformed("2026-01-31T12:00:00Z", time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"etag", "uploadId", "format"})
  void token_with_control_characters_is_refused(String field) {
    String json = text(Documents.fullMarker().toJson());
    String odd = json.replaceFirst("(\"" + field + "\" : \")", "$1\\\\u001b[2J");

    assertThat(odd).isNotEqualTo(json);
    assertThatThrownBy(() -> Marker.fromJson(bytes(odd))).isInstanceOf(MalformedDocument.class);
  }

  @Test
  void duplicate_field_is_refused() {
    assertMalformed("\"uid\" :", "\"uid\" : \"another\", \"uid\" :");
    assertMalformed("\"files\" :", "\"files\" : [ ], \"files\" :");
  }

  @Test
  void text_after_the_document_is_refused() {
    byte[] marker = Documents.bareMarker().toJson();

    assertThat(Marker.fromJson(bytes(text(marker) + " \n\t "))).isNotNull();
    assertThatThrownBy(() -> Marker.fromJson(bytes(text(marker) + "{}")))
        .isInstanceOf(MalformedDocument.class);
    assertThatThrownBy(() -> Marker.fromJson(bytes(text(marker) + "\0")))
        .isInstanceOf(MalformedDocument.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
  void nesting_of_any_depth_is_refused_without_a_stack_overflow(String opening) {
    String deep = opening.repeat(1_000_000);

    assertMalformed("\"version\"", "\"colour\" : " + deep + ", \"version\"");
    assertThatThrownBy(() -> Json.parse(deep)).isInstanceOf(MalformedDocument.class);
    assertThatThrownBy(() -> Manifest.fromJson(bytes(deep))).isInstanceOf(MalformedDocument.class);
  }

  @Test
  void text_or_name_of_any_length_is_refused() {
    String longText = "x".repeat(1 << 20);

    assertMalformed("\"app\" : \"spark-3f2a\"", "\"app\" : \"" + longText + "\"");
    assertMalformed("\"version\"", "\"" + longText + "\" : 1, \"version\"");
  }

  @Test
  void object_with_thousands_of_fields_is_refused() {
    String many =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "\"f" + i + "\" : 1, ")
            .collect(Collectors.joining());

    assertMalformed("\"version\"", many + "\"version\"");
  }

  @Test
  void unknown_field_of_any_size_is_skipped_without_being_held() throws IOException {
    String begin = "{ \"colour\" : [ ";
    String end = "{} ], " + text(Documents.bareMarker().toJson()).substring(1);
    InputStream large =
        new SequenceInputStream(
            java.util.Collections.enumeration(
                List.of(stream(begin), repeated("{\"red\":[1,2,3]},", 1_000_000), stream(end))));

    assertThat(Marker.read(large, MarkerItems.none())).isEqualTo(Documents.bareMarker().summary());
  }

  @Test
  void marker_larger_than_32_mib_is_refused() {
    InputStream large =
        new SequenceInputStream(
            new ByteArrayInputStream(Documents.bareMarker().toJson()),
            repeated(" ".repeat(1_000), 60_000));

    assertThatThrownBy(() -> Marker.read(large, MarkerItems.none()))
        .isInstanceOf(MalformedDocument.class);
  }

  @Test
  void object_with_more_than_10000_parts_is_refused() {
    String part = "{\"number\":1,\"etag\":\"e\",\"bytes\":1,\"crc32c\":\"00000007\"},";

    assertMalformed("\"parts\" : [", "\"parts\" : [" + part.repeat(10_001));
  }

  @Test
  void bytes_other_than_utf_8_are_refused() {
    byte[] marker = Documents.fullMarker().toJson();
    marker[text(marker).indexOf("spark-3f2a")] = (byte) 0xff;

    assertThatThrownBy(() -> Marker.fromJson(marker)).isInstanceOf(MalformedDocument.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000007b00110000", "0000007b0000", "00007b00", "0000fffe0000007b"})
  void invalid_bytes_that_look_like_utf_32_are_malformed(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThatThrownBy(() -> Marker.read(new ByteArrayInputStream(bytes), MarkerItems.none()))
        .isInstanceOf(MalformedDocument.class);
    assertThatThrownBy(() -> Json.parse(bytes)).isInstanceOf(MalformedDocument.class);
  }

  @Test
  void free_text_is_cut_and_harmless_to_a_terminal() {
    String hostile = "\u001b]0;title\u0007\u202e" + "é😀".repeat(1_000);
    RecordedFile file =
        new RecordedFile("a", 1, Crc32c.EMPTY, "jfr", FileState.TORN, Optional.of(hostile));
    SkippedFile skipped = new SkippedFile("\u001b[2J/etc", hostile);

    assertThat(file.note().orElseThrow())
        .hasSizeLessThanOrEqualTo(1_000)
        .startsWith("?]0;title??é😀")
        .endsWith("...");
    assertThat(skipped.name()).isEqualTo("?[2J/etc");
    assertThat(skipped.why()).hasSizeLessThanOrEqualTo(1_000);
    assertThat(new SkippedFile(skipped.name(), skipped.why()))
        .as("a text that was cut once is not cut again")
        .isEqualTo(skipped);
  }

  @Test
  void sum_of_sizes_does_not_wrap_around() throws IOException {
    String file =
        "{\"name\":\"a\",\"bytes\":%d,\"crc32c\":\"00000000\",\"format\":\"x\",\"state\":\"whole\"},"
            .formatted(1L << 50);
    String marker = text(Documents.bareMarker().toJson());
    String many =
        marker.replace("\"files\" : [ ", "\"files\" : [" + file.repeat(20_000) + last(file));

    assertThat(Marker.read(stream(many), MarkerItems.none()).bytes()).isEqualTo(Long.MAX_VALUE);
  }

  /** A broken document is either still valid or refused with MalformedDocument, never otherwise. */
  @Test
  void document_broken_anywhere_is_malformed_or_still_valid() {
    Random random = new Random(7);
    byte[] marker = Documents.fullMarker().toJson();
    byte[] manifest = Documents.fullManifest().toJson();
    for (int round = 0; round < 4_000; round++) {
      byte[] broken = broken(round % 2 == 0 ? marker : manifest, random);
      Throwable failure =
          catchThrowable(
              () -> {
                Marker.fromJson(broken);
              });
      Throwable other =
          catchThrowable(
              () -> {
                Manifest.fromJson(broken);
              });
      assertThat(failure).as(() -> text(broken)).matches(HostileDocumentsTest::isMalformed);
      assertThat(other).as(() -> text(broken)).matches(HostileDocumentsTest::isMalformed);
    }
  }

  private static boolean isMalformed(Throwable failure) {
    return failure == null || failure instanceof MalformedDocument;
  }

  private static byte[] broken(byte[] document, Random random) {
    byte[] broken = document.clone();
    for (int change = random.nextInt(4); change >= 0; change--) {
      int at = random.nextInt(broken.length);
      switch (random.nextInt(4)) {
        case 0 -> broken[at] = (byte) random.nextInt(256);
        case 1 -> broken = Arrays.copyOf(broken, at + 1);
        case 2 -> broken[at] = (byte) "{}[]\",:0123456789.-\0\n\\".charAt(random.nextInt(22));
        default -> {
          int to = Math.min(broken.length, at + random.nextInt(40));
          byte[] piece = Arrays.copyOfRange(broken, at, to);
          int from = random.nextInt(broken.length);
          System.arraycopy(piece, 0, broken, from, Math.min(piece.length, broken.length - from));
        }
      }
    }
    return broken;
  }

  private static void assertMalformed(String text, String other) {
    byte[] marker = changed(Documents.fullMarker().toJson(), text, other);

    assertThatThrownBy(() -> Marker.fromJson(marker)).isInstanceOf(MalformedDocument.class);
  }

  private static RecordedFile file(String name) {
    return new RecordedFile(name, 1, Crc32c.EMPTY, "other", FileState.WHOLE, Optional.empty());
  }

  private static PodRecord pod(String id, String pod, String uid, String node) {
    return new PodRecord("executor", Optional.of(id), pod, uid, Optional.of(node));
  }

  private static String last(String item) {
    return item.substring(0, item.length() - 1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(bytes(text));
  }

  /** Streams the text many times without holding more than one copy. */
  private static InputStream repeated(String text, int times) {
    byte[] one = bytes(text);
    return new InputStream() {
      private long at;

      @Override
      public int read() {
        return at == (long) one.length * times ? -1 : one[(int) (at++ % one.length)];
      }

      @Override
      public int read(byte[] into, int from, int count) {
        int done = 0;
        for (int next; done < count && (next = read()) >= 0; done++) {
          into[from + done] = (byte) next;
        }
        return done == 0 ? -1 : done;
      }
    };
  }
}
