package io.sparkrecorder.s3;

import static io.sparkrecorder.s3.S3Bed.MIB;
import static io.sparkrecorder.s3.S3Bed.PART;
import static io.sparkrecorder.s3.S3Bed.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.s3.transfer.MultipartPut;
import io.sparkrecorder.testbed.HttpRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PutTest {
  @RegisterExtension final S3Bed s3 = new S3Bed();

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 100_000, PART - 1, PART, PART + 1, 3 * PART, 3 * PART + 4_711})
  void every_byte_arrives(long bytes) throws IOException {
    Upload upload = s3.file("app/driver/one.jfr", bytes);
    try (ObjectStore store = s3.store()) {
      assertThat(store.put(upload, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
    }
    assertThat(s3.object(upload.key())).hasSameBinaryContentAs(upload.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void a_file_above_the_part_size_goes_in_parts() {
    try (ObjectStore store = s3.store()) {
      store.put(s3.file("big", 3 * PART + 1), soon(), UploadJournal.none());
    }
    assertThat(s3.proxy().count(HttpRequest::isPart)).isEqualTo(4);
    assertThat(s3.proxy().count(HttpRequest::isPutObject)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000, 2 * PART + 1})
  void the_server_is_told_the_checksum_of_every_body(long bytes) {
    try (ObjectStore store = s3.store()) {
      store.put(s3.file("checked", bytes), soon(), UploadJournal.none());
    }
    assertThat(s3.proxy().requests())
        .filteredOn(request -> request.method().equals("PUT"))
        .isNotEmpty()
        .allSatisfy(
            request -> {
              assertThat(request.header("x-amz-checksum-crc32c")).isPresent();
              assertThat(request.header("x-amz-trailer")).isEmpty();
            });
    assertThat(s3.proxy().requests())
        .filteredOn(HttpRequest::isComplete)
        .allSatisfy(
            request -> assertThat(request.header("x-amz-checksum-type")).contains("FULL_OBJECT"));
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000, 2 * PART + 1})
  void object_that_is_there_already_stays_and_no_part_is_sent_again(long bytes) throws IOException {
    Upload upload = s3.file("twice", bytes);
    try (ObjectStore store = s3.store()) {
      assertThat(store.put(upload, soon(), UploadJournal.none()))
          .isInstanceOf(PutResult.Stored.class);
      int parts = s3.proxy().count(HttpRequest::isPart);
      Object inode = Files.getAttribute(s3.object("twice"), "unix:ino");
      assertThat(store.put(upload, soon(), UploadJournal.none()))
          .isEqualTo(new PutResult.AlreadyThere("twice", bytes));
      assertThat(s3.proxy().count(HttpRequest::isPart)).isEqualTo(parts);
      assertThat(Files.getAttribute(s3.object("twice"), "unix:ino")).isEqualTo(inode);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000, 2 * PART + 1})
  void other_bytes_under_the_key_are_left_alone(long bytes) throws IOException {
    Upload first = s3.file("taken", bytes, 1);
    Upload second = s3.file("taken", bytes, 2);
    try (ObjectStore store = s3.store()) {
      store.put(first, soon(), UploadJournal.none());
      assertThat(store.put(second, soon(), UploadJournal.none()))
          .isEqualTo(new PutResult.Conflict("taken"));
    }
    assertThat(s3.object("taken")).hasSameBinaryContentAs(first.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void an_object_that_appears_while_parts_are_sent_is_left_alone() throws IOException {
    Upload first = s3.file("raced", 2 * PART + 1, 1);
    Upload second = s3.file("raced", 2 * PART + 1, 2);
    try (ObjectStore store = s3.store();
        ObjectStore other = s3.store()) {
      s3.proxy()
          .on(
              HttpRequest::isComplete,
              1,
              new io.sparkrecorder.testbed.Fault.Before(
                  () -> other.put(second, soon(), UploadJournal.none())));
      assertThat(store.put(first, soon(), UploadJournal.none()))
          .isEqualTo(new PutResult.Conflict("raced"));
    }
    assertThat(s3.object("raced")).hasSameBinaryContentAs(second.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b/c d.jfr",
        "100%/50%25.jfr",
        "one+two=three&four.jfr",
        "größe/ファイル/🔥.jfr",
        "a;b,c:d@e!f$g'(h)*~.jfr",
        "a?b#c.jfr"
      })
  void a_key_may_hold_any_character(String key) {
    Upload small = s3.file(key, 1_000);
    Upload large = s3.file(key + ".large", PART + 1);
    try (ObjectStore store = s3.store()) {
      assertThat(store.put(small, soon(), UploadJournal.none()))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(store.put(large, soon(), UploadJournal.none()))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(store.list("")).extracting(ObjectEntry::key).contains(key, key + ".large");
    }
    assertThat(s3.object(key)).hasSameBinaryContentAs(small.file());
    assertThat(s3.object(key + ".large")).hasSameBinaryContentAs(large.file());
  }

  @Test
  void a_document_is_written_over_the_older_one() throws IOException {
    try (ObjectStore store = s3.store()) {
      store.putDocument("manifest.json", "{\"a\":1}".getBytes(UTF_8), soon());
      assertThat(store.putDocument("manifest.json", "{}".getBytes(UTF_8), soon()))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(store.document("manifest.json")).contains("{}".getBytes(UTF_8));
    }
    assertThat(s3.object("manifest.json")).hasContent("{}");
  }

  @Test
  void a_file_that_is_too_short_is_not_stored() throws IOException {
    Upload upload = s3.file("shrunk", 1_000);
    Files.write(upload.file(), java.util.Arrays.copyOf(Files.readAllBytes(upload.file()), 999));
    assertThat(problemOf(upload).reason()).isEqualTo(Problem.Reason.SOURCE_CHANGED);
    assertThat(s3.object("shrunk")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000, 2 * PART + 1})
  void what_stands_behind_the_bytes_of_an_upload_is_not_sent(long bytes) throws IOException {
    Upload upload = s3.file("grown", bytes);
    byte[] wanted = Files.readAllBytes(upload.file());
    Files.writeString(upload.file(), "half", java.nio.file.StandardOpenOption.APPEND);
    try (ObjectStore store = s3.store()) {
      assertThat(store.put(upload, soon(), UploadJournal.none()))
          .isInstanceOf(PutResult.Stored.class);
    }
    assertThat(s3.object("grown")).hasBinaryContent(wanted);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000, 2 * PART + 1})
  void a_file_with_other_bytes_is_not_stored(long bytes) throws IOException {
    Upload honest = s3.file("changed", bytes);
    Upload upload =
        S3Bed.upload(honest.file(), "changed", bytes, new Crc32c(42), honest.contentType());
    assertThat(problemOf(upload).reason()).isEqualTo(Problem.Reason.SOURCE_CHANGED);
    assertThat(s3.object("changed")).doesNotExist();
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void a_file_that_changes_while_it_is_sent_is_not_stored() throws IOException {
    Upload upload = s3.file("changing", 3 * PART);
    s3.proxy()
        .on(
            HttpRequest::isPart,
            1,
            new io.sparkrecorder.testbed.Fault.Before(() -> overwrite(upload.file())));
    assertThat(problemOf(upload).reason()).isEqualTo(Problem.Reason.SOURCE_CHANGED);
    assertThat(s3.object("changing")).doesNotExist();
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void a_file_that_is_not_there_is_a_local_problem() {
    Upload upload =
        S3Bed.upload(Path.of("/nowhere/x.jfr"), "x", 1, Crc32c.EMPTY, "application/octet-stream");
    assertThat(problemOf(upload).reason()).isEqualTo(Problem.Reason.LOCAL_IO);
  }

  @Test
  void a_large_file_needs_at_most_ten_thousand_parts() {
    assertThat(MultipartPut.partSize(16 * MIB, PART)).isEqualTo(PART);
    long terabytes = 5L << 40;
    long size = MultipartPut.partSize(terabytes, PART);
    assertThat((terabytes + size - 1) / size).isLessThanOrEqualTo(10_000);
  }

  private Problem problemOf(Upload upload) {
    try (ObjectStore store = s3.store()) {
      PutResult put = store.put(upload, soon(), UploadJournal.none());
      assertThat(put).isInstanceOf(PutResult.Failed.class);
      return ((PutResult.Failed) put).problem();
    }
  }

  private static void overwrite(Path file) {
    try {
      byte[] other = new byte[Math.toIntExact(Files.size(file))];
      Files.write(file, other);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
