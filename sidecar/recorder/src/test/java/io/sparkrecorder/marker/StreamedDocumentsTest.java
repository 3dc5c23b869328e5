package io.sparkrecorder.marker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.checksum.Crc32c;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests documents that are read and written item by item. */
class StreamedDocumentsTest {

  static Stream<Manifest> manifests() {
    return Stream.of(Documents.fullManifest(), Documents.bareManifest());
  }

  @Test
  void marker_yields_its_items_in_order_and_its_summary() throws IOException {
    Marker marker = Documents.fullMarker();
    List<Object> items = new ArrayList<>();

    MarkerSummary summary =
        Marker.read(new ByteArrayInputStream(marker.toJson()), collector(items));

    assertThat(summary).isEqualTo(marker.summary());
    assertThat(summary.files()).isEqualTo(2);
    assertThat(summary.bytes()).isEqualTo(5 + (1L << 40));
    assertThat(items)
        .containsExactly(
            marker.files().get(0),
            marker.files().get(1),
            marker.skipped().getFirst(),
            marker.objects().get(0),
            marker.objects().get(1));
  }

  @Test
  void marker_with_its_lists_first_is_read_too() throws IOException {
    String json = new String(Documents.fullMarker().toJson(), StandardCharsets.UTF_8);
    int lists = json.indexOf("\"files\"");
    String begin = json.substring(1, lists);
    String end = json.substring(lists, json.lastIndexOf('}'));
    String reordered = "{" + end + "," + begin.substring(0, begin.lastIndexOf(',')) + "}";

    assertThat(Marker.fromJson(reordered.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Documents.fullMarker());
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void manifest_copied_item_by_item_is_equal(Manifest manifest) throws IOException {
    byte[] json = manifest.toJson();
    ManifestReader reader = ManifestReader.open(() -> new ByteArrayInputStream(json));
    ByteArrayOutputStream copy = new ByteArrayOutputStream();

    ManifestWriter writer = new ManifestWriter(copy, reader.header());
    reader.read(writer);
    writer.finish();

    assertThat(copy.toString(StandardCharsets.UTF_8))
        .isEqualTo(new String(json, StandardCharsets.UTF_8));
    assertThat(reader.pods()).isEqualTo(manifest.pods().stream().map(ManifestPod::header).toList());
    assertThat(reader.header()).isEqualTo(manifest.header());
  }

  @Test
  void manifest_with_files_before_other_pod_fields_is_read_too() throws IOException {
    Manifest manifest = Documents.bareManifest();
    String json = new String(manifest.toJson(), StandardCharsets.UTF_8);
    String files = json.substring(json.indexOf("\"files\" : ["), json.indexOf("\"skipped\""));
    String reordered = json.replace(files, "").replace("\"role\"", files + "\"role\"");

    assertThat(Manifest.fromJson(reordered.getBytes(StandardCharsets.UTF_8))).isEqualTo(manifest);
  }

  @Test
  void totals_count_missing_files() {
    ManifestTotals totals = Documents.fullManifest().header().totals();

    assertThat(totals).isEqualTo(new ManifestTotals(4, 1, 5, 2, 1, 1L << 40));
  }

  @Test
  void manifest_that_calls_itself_incomplete_is_never_complete() throws IOException {
    byte[] json =
        Documents.changed(
            Documents.bareManifest().toJson(), "\"complete\" : true", "\"complete\" : false");

    ManifestReader reader = ManifestReader.open(() -> new ByteArrayInputStream(json));

    assertThat(reader.header().complete()).isFalse();
    assertThat(reader.header().totals().incompletePods()).isZero();
  }

  @Test
  void manifest_writer_refuses_items_out_of_order() throws IOException {
    Manifest manifest = Documents.bareManifest();
    ManifestPod pod = manifest.pods().getFirst();
    ManifestWriter writer = new ManifestWriter(OutputStream.nullOutputStream(), manifest.header());

    assertThatThrownBy(() -> writer.file(pod.files().getFirst()))
        .isInstanceOf(IllegalStateException.class);
    writer.pod(pod.header());
    assertThatThrownBy(() -> writer.pod(pod.header())).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
    writer.skipped(new SkippedFile("a", "b"));
    assertThatThrownBy(() -> writer.file(pod.files().getFirst()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void partly_written_document_is_malformed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Marker marker = Documents.fullMarker();
    OutputStream full =
        new OutputStream() {
          private int left = marker.toJson().length / 2;

          @Override
          public void write(int next) throws IOException {
            if (left-- == 0) {
              throw new IOException("no space left on device");
            }
            out.write(next);
          }
        };

    assertThatThrownBy(() -> marker.writeTo(full)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Marker.fromJson(out.toByteArray()))
        .isInstanceOf(MalformedDocument.class);
  }

  /** Runs {@link #main} in a JVM with the recorder's heap. */
  @Test
  void documents_of_100000_files_need_little_memory() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx12m",
                "-XX:+UseSerialGC",
                "-Xss256k",
                "-cp",
                System.getProperty("java.class.path"),
                StreamedDocumentsTest.class.getName())
            .inheritIO()
            .start();

    assertThat(process.waitFor()).isZero();
  }

  /** Writes and reads a manifest with 100,000 files, and a marker with the same files. */
  public static void main(String[] args) throws IOException {
    java.nio.file.Path file = java.nio.file.Files.createTempFile("documents", ".json");
    try {
      Manifest one = Documents.bareManifest();
      ManifestTotals totals = new ManifestTotals(1, 100_000, 0, 0, 0, 0);
      try (OutputStream out =
          new java.io.BufferedOutputStream(java.nio.file.Files.newOutputStream(file))) {
        ManifestWriter writer =
            new ManifestWriter(
                out,
                ManifestHeader.of(one.app(), one.namespace(), one.reason(), one.written(), totals));
        writer.pod(one.pods().getFirst().header());
        for (int number = 0; number < 100_000; number++) {
          writer.file(ManifestFile.at(file(number), "r/driver/" + number));
        }
        writer.podEnd();
        writer.finish();
      }
      ManifestReader reader =
          ManifestReader.open(
              () -> new java.io.BufferedInputStream(java.nio.file.Files.newInputStream(file)));
      long[] last = {0};
      reader.read(
          new ManifestItems() {
            @Override
            public void pod(ManifestPodHeader pod) {}

            @Override
            public void file(ManifestFile found) {
              if (!found.file().equals(StreamedDocumentsTest.file((int) last[0]++))) {
                throw new IllegalStateException(found.toString());
              }
            }
          });
      if (last[0] != 100_000 || reader.header().totals().files() != 100_000) {
        throw new IllegalStateException(reader.header().toString());
      }
    } finally {
      java.nio.file.Files.delete(file);
    }
  }

  private static RecordedFile file(int number) {
    return new RecordedFile(
        "file-%06d-with-a-name-of-some-length.log".formatted(number),
        number,
        new Crc32c(number),
        "other",
        FileState.WHOLE,
        Optional.empty());
  }

  private static MarkerItems collector(List<Object> items) {
    return new MarkerItems() {
      @Override
      public void file(RecordedFile file) {
        items.add(file);
      }

      @Override
      public void skipped(SkippedFile file) {
        items.add(file);
      }

      @Override
      public void object(StoredObject object) {
        items.add(object);
      }
    };
  }
}
