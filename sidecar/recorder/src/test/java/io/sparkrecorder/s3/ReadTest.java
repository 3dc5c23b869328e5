package io.sparkrecorder.s3;

import static io.sparkrecorder.s3.S3Bed.MIB;
import static io.sparkrecorder.s3.S3Bed.PART;
import static io.sparkrecorder.s3.S3Bed.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.HttpRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReadTest {
  @RegisterExtension final S3Bed s3 = new S3Bed();

  @Test
  void a_listing_goes_on_over_all_its_pages() throws IOException {
    Files.createDirectories(s3.object("app/driver"));
    for (int number = 0; number < 2_050; number++) {
      Files.writeString(s3.object("app/driver/%04d.jfr".formatted(number)), "x");
    }
    try (ObjectStore store = s3.store()) {
      assertThat(store.list("app/").toList())
          .hasSize(2_050)
          .allMatch(entry -> entry.bytes() == 1 && entry.lastModified() != null)
          .extracting(ObjectEntry::key)
          .doesNotHaveDuplicates()
          .contains("app/driver/0000.jfr", "app/driver/2049.jfr");
    }
    assertThat(s3.proxy().count(ReadTest::isGet)).isEqualTo(3);
  }

  @Test
  void a_listing_is_fetched_as_far_as_it_is_read() throws IOException {
    Files.createDirectories(s3.object("app"));
    for (int number = 0; number < 1_500; number++) {
      Files.writeString(s3.object("app/%04d".formatted(number)), "x");
    }
    try (ObjectStore store = s3.store()) {
      assertThat(store.list("app/").findFirst()).isPresent();
    }
    assertThat(s3.proxy().count(ReadTest::isGet)).isEqualTo(1);
  }

  @Test
  void folders_are_the_names_up_to_the_next_slash() {
    try (ObjectStore store = s3.store()) {
      for (String key : List.of("r/app-1/a", "r/app-1/b", "r/app 2/driver/c", "r/file", "other")) {
        store.put(s3.file(key, 1), soon(), UploadJournal.none());
      }
      assertThat(store.folders("r/")).containsExactlyInAnyOrder("app-1", "app 2");
      assertThat(store.folders("")).contains("r");
      assertThat(store.folders("nothing/")).isEmpty();
    }
  }

  @Test
  void a_document_that_is_not_there_is_not_a_problem() {
    try (ObjectStore store = s3.store()) {
      assertThat(store.document("no/manifest.json")).isEmpty();
    }
  }

  @Test
  void every_byte_comes_back_with_its_checksum() throws IOException {
    Upload upload = s3.file("back", 2 * PART + 7);
    Path to = s3.folder().resolve("back.jfr");
    List<Long> progress = new ArrayList<>();
    try (ObjectStore store = s3.store()) {
      store.put(upload, soon(), UploadJournal.none());
      assertThat(store.download("back", to, progress::add)).isEqualTo(upload.crc32c());
    }
    assertThat(to).hasSameBinaryContentAs(upload.file());
    assertThat(progress).isSorted().endsWith(upload.bytes());
  }

  @Test
  void an_empty_object_comes_back_empty() {
    Upload upload = s3.file("empty", 0);
    Path to = s3.folder().resolve("empty.jfr");
    try (ObjectStore store = s3.store()) {
      store.put(upload, soon(), UploadJournal.none());
      assertThat(store.download("empty", to, _ -> {})).isEqualTo(upload.crc32c());
    }
    assertThat(to).isEmptyFile();
  }

  @Test
  void a_download_goes_on_where_the_connection_broke() throws IOException {
    Upload upload = s3.file("broken", 3 * MIB);
    Path to = s3.folder().resolve("broken.jfr");
    try (ObjectStore store = s3.store()) {
      store.put(upload, soon(), UploadJournal.none());
      s3.proxy().on(ReadTest::isGet, 1, new Fault.CutAnswer(MIB));
      assertThat(store.download("broken", to, _ -> {})).isEqualTo(upload.crc32c());
    }
    assertThat(to).hasSameBinaryContentAs(upload.file());
    assertThat(s3.proxy().requests())
        .filteredOn(ReadTest::isGet)
        .hasSize(2)
        .last()
        .satisfies(
            request ->
                assertThat(request.header("Range"))
                    .as("a begin behind the bytes that arrived")
                    .hasValueSatisfying(range -> assertThat(range).matches("bytes=[1-9]\\d*-.*")));
  }

  @Test
  void bytes_that_rotted_in_the_store_are_told() throws IOException {
    Upload upload = s3.file("rotten", 1_000);
    try (ObjectStore store = s3.store()) {
      store.put(upload, soon(), UploadJournal.none());
      byte[] content = Files.readAllBytes(s3.object("rotten"));
      content[500] ^= 1;
      try (var file =
          Files.newByteChannel(s3.object("rotten"), java.nio.file.StandardOpenOption.WRITE)) {
        file.write(java.nio.ByteBuffer.wrap(content));
      }
      assertThatThrownBy(() -> store.download("rotten", s3.folder().resolve("r"), _ -> {}))
          .isInstanceOfSatisfying(
              S3Problem.class,
              e -> assertThat(e.problem().reason()).isEqualTo(Problem.Reason.DAMAGED));
    }
  }

  @Test
  void an_object_that_is_not_there_is_a_problem_that_names_it() {
    try (ObjectStore store = s3.store()) {
      assertThatThrownBy(() -> store.download("gone", s3.folder().resolve("g"), _ -> {}))
          .isInstanceOf(S3Problem.class)
          .hasMessageContaining("there is no s3://recordings/gone");
    }
  }

  @Test
  void a_download_has_no_place_to_go() {
    try (ObjectStore store = s3.store()) {
      store.put(s3.file("there", 1), soon(), UploadJournal.none());
      assertThatThrownBy(() -> store.download("there", Path.of("/nowhere/x"), _ -> {}))
          .isInstanceOfSatisfying(
              S3Problem.class,
              e -> assertThat(e.problem().reason()).isEqualTo(Problem.Reason.LOCAL_IO));
    }
  }

  private static boolean isGet(HttpRequest request) {
    return request.method().equals("GET");
  }
}
