package io.sparkrecorder.s3;

import static io.sparkrecorder.s3.S3Bed.PART;
import static io.sparkrecorder.s3.S3Bed.soon;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.config.ChecksumMode;
import io.sparkrecorder.s3.model.GrowingUpload;
import io.sparkrecorder.s3.model.GrowthResult;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
      assertThat(store.put(first, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(store.put(second, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(store.put(second, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.AlreadyThere.class);
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
      assertThat(store.put(upload, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
    }
    assertThat(s3.object("parts")).hasSameBinaryContentAs(upload.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 100_000, 2_000_000, 2 * PART + 1})
  void with_checksums_off_none_is_sent_and_no_body_is_chunked(long bytes) throws IOException {
    Upload upload = s3.file("plain", bytes);
    try (ObjectStore store = s3.store(s3.settings(ChecksumMode.OFF))) {
      assertThat(store.put(upload, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
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
      PutResult put = store.put(s3.file("strict", 1_000), soon(), UploadJournal.none());
      assertThat(put).isInstanceOf(PutResult.Failed.class);
      assertThat(((PutResult.Failed) put).problem().reason()).isEqualTo(Problem.Reason.REFUSED);
    }
  }

  @Test
  void a_document_too_goes_without_a_checksum_where_they_are_refused() throws IOException {
    s3.proxy().on(HttpRequest::hasChecksum, UNKNOWN_HEADER);
    try (ObjectStore store = s3.store()) {
      assertThat(store.putDocument("manifest.json", "{}".getBytes(UTF_8), soon()))
          .isInstanceOf(PutResult.Stored.class);
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
      assertThat(store.put(first, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(store.put(first, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.AlreadyThere.class);
      assertThat(store.put(other, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Conflict.class);
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
      assertThat(store.put(upload, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
    }
    assertThat(s3.object("neither")).hasSameBinaryContentAs(upload.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  /**
   * The refusals of chunked bodies that servers give, each with sizes of uploads in one request and
   * in parts.
   */
  static Stream<Arguments> refusals() {
    return Stream.of(
            new Fault.Answer(403, "SignatureDoesNotMatch", "Access denied."),
            new Fault.Answer(403, "AccessDenied", "Access denied."),
            new Fault.Answer(411, "MissingContentLength", "You must provide Content-Length."),
            new Fault.Answer(400, "InvalidRequest", "no"),
            new Fault.Answer(400, "InvalidDigest", "no"),
            new Fault.Answer(405, "MethodNotAllowed", "no"),
            new Fault.Answer(415, "UnsupportedMediaType", "no"),
            new Fault.Answer(501, "NotImplemented", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"))
        .flatMap(
            fault ->
                Stream.of(1_000L, 2_000_000L, 2 * PART + 1)
                    .map(bytes -> Arguments.of(fault, bytes)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void server_that_refuses_chunked_bodies_gets_every_byte_without(Fault.Answer refusal, long bytes)
      throws IOException {
    FaultProxy.Rule rule = s3.proxy().on(HttpRequest::isChunked, refusal);
    Upload first = s3.file("first", bytes, 1);
    Upload second = s3.file("second", bytes, 2);
    try (LoggedLines log = new LoggedLines();
        ObjectStore store = s3.store()) {
      assertThat(store.put(first, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
      int learning = rule.hits();
      assertThat(store.put(second, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(rule.hits()).as("learned from the first").isEqualTo(learning);
      assertThat(log.with("refuses checksums; going on without them")).hasSize(1);
      assertThat(log.with("secret key")).isEmpty();
    }
    assertThat(s3.object("first")).hasSameBinaryContentAs(first.file());
    assertThat(s3.object("second")).hasSameBinaryContentAs(second.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void document_goes_without_chunks_where_they_are_refused() throws IOException {
    s3.proxy()
        .on(HttpRequest::isChunked, new Fault.Answer(403, "SignatureDoesNotMatch", "no match"));
    try (ObjectStore store = s3.store()) {
      assertThat(store.putDocument("manifest.json", "{}".getBytes(UTF_8), soon()))
          .isInstanceOf(PutResult.Stored.class);
    }
    assertThat(s3.object("manifest.json")).hasContent("{}");
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 2 * PART + 1})
  void vague_refusal_of_conditions_leaves_the_checksums_alone(long bytes) throws IOException {
    s3.proxy().on(HttpRequest::hasCondition, UNKNOWN_HEADER);
    Upload first = s3.file("first", bytes, 1);
    Upload second = s3.file("second", bytes, 2);
    try (LoggedLines log = new LoggedLines();
        ObjectStore store = s3.store()) {
      assertThat(store.put(first, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
      s3.proxy().reset();
      assertThat(store.put(second, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(log.with("refuses checksums")).isEmpty();
      assertThat(log.with("refuses If-None-Match")).hasSize(1);
    }
    assertThat(s3.proxy().requests()).anyMatch(HttpRequest::hasChecksum);
    assertThat(s3.object("first")).hasSameBinaryContentAs(first.file());
    assertThat(s3.object("second")).hasSameBinaryContentAs(second.file());
  }

  @Test
  void refusal_that_comes_without_checksums_too_leaves_them_alone() throws IOException {
    FaultProxy.Rule rule =
        s3.proxy().on(request -> request.target().contains("odd"), Fault.accessDenied());
    try (LoggedLines log = new LoggedLines();
        ObjectStore store = s3.store()) {
      assertThat(store.put(s3.file("odd", 1_000), soon(), UploadJournal.none()))
          .isInstanceOf(PutResult.Failed.class);
      assertThat(rule.hits()).isEqualTo(2);
      assertThat(store.put(s3.file("good", 1_000), soon(), UploadJournal.none()))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(log.with("refuses checksums")).isEmpty();
    }
    assertThat(s3.proxy().requests().getLast().hasChecksum()).isTrue();
  }

  @Test
  void denied_part_is_not_blamed_on_checksums_that_were_taken_before() {
    s3.proxy().on(HttpRequest::isPart, Fault.accessDenied());
    MemoryJournal journal = new MemoryJournal();
    try (ObjectStore store = s3.store()) {
      assertThat(store.put(s3.file("good", 1_000), soon(), journal))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(store.put(s3.file("denied", 3 * PART), soon(), journal))
          .isInstanceOf(PutResult.Failed.class);
    }
    assertThat(journal.find("denied")).as("goes on where it ended").isPresent();
    assertThat(s3.proxy().count(HttpRequest::isCreate)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"501, NotImplemented", "405, MethodNotAllowed", "403, AccessDenied"})
  void upload_goes_on_at_a_server_that_does_not_list_parts(int status, String code)
      throws IOException {
    Upload upload = s3.file("parts", 2 * PART + 1);
    MemoryJournal journal = new MemoryJournal();
    FaultProxy.Rule denied =
        s3.proxy().on(HttpRequest::isComplete, new Fault.Answer(400, "Odd", "not now"));
    try (ObjectStore store = s3.store()) {
      assertThat(store.put(upload, soon(), journal)).isInstanceOf(PutResult.Failed.class);
      denied.end();
      s3.proxy().on(OldServerTest::listsParts, new Fault.Answer(status, code, "ListParts"));
      assertThat(store.put(upload, soon(), journal)).isInstanceOf(PutResult.Stored.class);
    }
    assertThat(s3.object("parts")).hasSameBinaryContentAs(upload.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void growing_upload_goes_on_with_known_parts_where_none_are_listed() throws IOException {
    Upload first = s3.file("x", PART, 1);
    Upload second = s3.file("y", 1_000, 2);
    s3.proxy().on(OldServerTest::listsParts, Fault.notImplemented("ListParts"));
    try (ObjectStore store = s3.store()) {
      GrowingUpload before = store.growing("growing", "me");
      before.begin(soon());
      before.send(1, first.source(), 0, first.bytes(), first.crc32c(), soon());
      GrowingUpload after = store.growing("growing", "me");
      assertThat(after.resume(before.uploadId().orElseThrow(), before.parts(), soon()))
          .isInstanceOf(GrowthResult.Ready.class);
      after.send(2, second.source(), 0, second.bytes(), second.crc32c(), soon());
      assertThat(after.complete(after.parts(), soon())).isInstanceOf(PutResult.AlreadyThere.class);
    }
    byte[] expected = Files.readAllBytes(first.file());
    expected = Arrays.copyOf(expected, expected.length + 1_000);
    System.arraycopy(Files.readAllBytes(second.file()), 0, expected, (int) PART, 1_000);
    assertThat(s3.object("growing")).hasBinaryContent(expected);
  }

  private static boolean listsParts(HttpRequest request) {
    return request.method().equals("GET") && request.target().contains("uploadId=");
  }
}
