package io.sparkrecorder.s3;

import static io.sparkrecorder.s3.S3Bed.PART;
import static io.sparkrecorder.s3.S3Bed.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.config.ChecksumMode;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OldServerTest {
  private static final Fault UNKNOWN_HEADER =
      Fault.notImplemented("A header you provided implies functionality that is not implemented.");

  @RegisterExtension final S3Bed s3 = new S3Bed();

  @ParameterizedTest
  @ValueSource(longs = {100_000, 2_000_000, 2 * PART + 1})
  void a_server_that_refuses_checksums_gets_none_from_then_on(long bytes) throws IOException {
    FaultProxy.Rule rule = s3.proxy().on(HttpRequest::hasChecksum, UNKNOWN_HEADER);
    Upload first = s3.file("first", bytes, 1);
    Upload second = s3.file("second", bytes, 2);
    try (ObjectStore store = s3.store()) {
      assertThat(store.put(first, soon(), new MemoryJournal())).isInstanceOf(Put.Stored.class);
      assertThat(store.put(second, soon(), new MemoryJournal())).isInstanceOf(Put.Stored.class);
      assertThat(store.put(second, soon(), new MemoryJournal()))
          .isInstanceOf(Put.AlreadyThere.class);
    }
    assertThat(rule.hits()).isEqualTo(1);
    assertThat(s3.proxy().requests())
        .filteredOn(HttpRequest::isComplete)
        .as("what it does know is still used")
        .allMatch(HttpRequest::hasCondition);
    assertThat(s3.object("first")).hasSameBinaryContentAs(first.file());
    assertThat(s3.object("second")).hasSameBinaryContentAs(second.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void a_server_that_refuses_the_checksums_of_parts_gets_the_file_anew() throws IOException {
    s3.proxy()
        .on(
            request -> request.isPart() && request.hasChecksum(),
            new Fault.Answer(400, "InvalidRequest", "x-amz-checksum-crc32c is not supported"));
    Upload upload = s3.file("parts", 2 * PART + 1);
    try (ObjectStore store = s3.store()) {
      assertThat(store.put(upload, soon(), new MemoryJournal())).isInstanceOf(Put.Stored.class);
    }
    assertThat(s3.object("parts")).hasSameBinaryContentAs(upload.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 100_000, 2_000_000, 2 * PART + 1})
  void with_checksums_off_none_is_sent_and_no_body_is_chunked(long bytes) throws IOException {
    Upload upload = s3.file("plain", bytes);
    try (ObjectStore store = s3.store(s3.settings(ChecksumMode.OFF))) {
      assertThat(store.put(upload, soon(), new MemoryJournal())).isInstanceOf(Put.Stored.class);
      store.putDocument("manifest.json", "{}".getBytes(UTF_8), soon());
    }
    assertThat(s3.proxy().requests())
        .noneMatch(HttpRequest::hasChecksum)
        .noneMatch(request -> request.header("x-amz-decoded-content-length").isPresent());
    assertThat(s3.object("plain")).hasSameBinaryContentAs(upload.file());
  }

  @Test
  void with_checksums_on_a_server_that_refuses_them_is_a_problem() {
    s3.proxy().on(HttpRequest::hasChecksum, UNKNOWN_HEADER);
    try (ObjectStore store = s3.store(s3.settings(ChecksumMode.ON))) {
      Put put = store.put(s3.file("strict", 1_000), soon(), UploadJournal.none());
      assertThat(put).isInstanceOf(Put.Failed.class);
      assertThat(((Put.Failed) put).problem().reason()).isEqualTo(Problem.Reason.REFUSED);
    }
  }

  @Test
  void a_document_too_goes_without_a_checksum_where_they_are_refused() throws IOException {
    s3.proxy().on(HttpRequest::hasChecksum, UNKNOWN_HEADER);
    try (ObjectStore store = s3.store()) {
      assertThat(store.putDocument("manifest.json", "{}".getBytes(UTF_8), soon()))
          .isInstanceOf(Put.Stored.class);
    }
    assertThat(s3.object("manifest.json")).hasContent("{}");
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000, 2_000_000, 2 * PART + 1})
  void a_server_that_refuses_conditions_is_asked_before_each_put(long bytes) throws IOException {
    FaultProxy.Rule rule =
        s3.proxy()
            .on(
                HttpRequest::hasCondition,
                Fault.notImplemented("If-None-Match is not implemented"));
    Upload first = s3.file("first", bytes, 1);
    Upload other = s3.file("first", bytes, 2);
    try (ObjectStore store = s3.store()) {
      assertThat(store.put(first, soon(), new MemoryJournal())).isInstanceOf(Put.Stored.class);
      assertThat(store.put(first, soon(), new MemoryJournal()))
          .isInstanceOf(Put.AlreadyThere.class);
      assertThat(store.put(other, soon(), new MemoryJournal())).isInstanceOf(Put.Conflict.class);
    }
    assertThat(rule.hits()).isLessThanOrEqualTo(2);
    assertThat(s3.proxy().count(HttpRequest::isPart)).isLessThanOrEqualTo(3);
    assertThat(s3.object("first")).hasSameBinaryContentAs(first.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void a_server_that_knows_neither_still_gets_every_byte() throws IOException {
    s3.proxy()
        .on(
            request -> request.hasCondition() || request.hasChecksum(),
            new Fault.Answer(400, "InvalidArgument", "what is this"));
    Upload upload = s3.file("neither", 2 * PART + 1);
    try (ObjectStore store = s3.store()) {
      assertThat(store.put(upload, soon(), new MemoryJournal())).isInstanceOf(Put.Stored.class);
    }
    assertThat(s3.object("neither")).hasSameBinaryContentAs(upload.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }
}
