package io.sparkrecorder.s3;

import static io.sparkrecorder.s3.S3Bed.PART;
import static io.sparkrecorder.s3.S3Bed.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.config.ChecksumMode;
import io.sparkrecorder.s3.model.GrowingUpload;
import io.sparkrecorder.s3.model.GrowthResult;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.Source;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.store.SafeFiles;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Refusals of S3 servers that are not the credentials' fault, and the reaction to each. */
class RefusalTest {
  @RegisterExtension final S3Bed s3 = new S3Bed();

  @ParameterizedTest
  @ValueSource(longs = {1_000, 2_000_000, 2 * PART + 1})
  void server_that_refuses_expect_gets_bodies_without_it_from_then_on(long bytes)
      throws IOException {
    FaultProxy.Rule rule =
        s3.proxy().on(HttpRequest::expects, new Fault.Answer(417, "Expectation", "failed"));
    arrivesWithoutExpect(bytes, "answers 417 to Expect: 100-continue");
    assertThat(rule.hits()).isLessThanOrEqualTo(2); // the client sends two parts at once
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 2_000_000, 2 * PART + 1})
  void server_that_hangs_up_at_expect_gets_bodies_without_it_from_then_on(long bytes)
      throws IOException {
    FaultProxy.Rule rule = s3.proxy().on(HttpRequest::expects, new Fault.HangUp());
    arrivesWithoutExpect(bytes, "ends the connection to Expect: 100-continue");
    assertThat(rule.hits()).isLessThanOrEqualTo(2);
  }

  private void arrivesWithoutExpect(long bytes, String logged) throws IOException {
    Upload first = s3.file("first", bytes, 1);
    Upload second = s3.file("second", bytes, 2);
    try (LoggedLines log = new LoggedLines();
        ObjectStore store = s3.store()) {
      assertThat(store.put(first, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(store.put(second, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(log.with("Expect")).hasSize(bytes > 1 << 20 ? 1 : 0);
      assertThat(log.with(logged)).hasSize(bytes > 1 << 20 ? 1 : 0);
    }
    assertThat(s3.object("first")).hasSameBinaryContentAs(first.file());
    assertThat(s3.object("second")).hasSameBinaryContentAs(second.file());
  }

  @ParameterizedTest
  @CsvSource({
    "403, QuotaExceeded, a quota is used up",
    "400, XMinioAdminBucketQuotaExceeded, a quota is used up",
    "507, XMinioStorageFull, its disk is full",
    "403, AccessDenied, the credentials in use may not",
  })
  void early_answer_to_a_large_body_is_read_at_once(int status, String code, String says) {
    s3.proxy()
        .on(
            HttpRequest::isPutObject,
            new Fault.EarlyAnswer(200_000, new Fault.Answer(status, code, "no")));
    long start = System.nanoTime();
    Problem problem = problem(put(s3.file("early", PART), Duration.ofSeconds(3)));
    assertThat(problem.message()).contains(code).contains(says).doesNotContain("cannot reach");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void quota_that_is_raised_in_time_costs_nothing_but_time() throws IOException {
    s3.proxy()
        .on(HttpRequest::isPutObject, 1, new Fault.Answer(403, "QuotaExceeded", "bucket is full"));
    Upload upload = s3.file("quota", 1_000);
    assertThat(put(upload, Duration.ofSeconds(30))).isInstanceOf(PutResult.Stored.class);
    assertThat(s3.object("quota")).hasSameBinaryContentAs(upload.file());
  }

  @Test
  void quota_that_stays_is_blamed_and_asked_for_seldom() {
    s3.proxy()
        .on(HttpRequest::isPutObject, new Fault.Answer(403, "QuotaExceeded", "bucket is full"));
    Problem problem = problem(put(s3.file("quota", 1_000), Duration.ofSeconds(4)));
    assertThat(problem.reason()).isEqualTo(Problem.Reason.FULL);
    assertThat(problem.message())
        .contains("a quota is used up: raise it, or delete what is no longer needed")
        .contains("bucket is full");
    assertThat(s3.proxy().count(_ -> true)).isLessThanOrEqualTo(6);
  }

  @Test
  void proxy_with_a_size_limit_gets_smaller_parts() throws IOException {
    long limit = 6 * S3Bed.MIB;
    FaultProxy.Rule rule =
        s3.proxy()
            .on(
                request ->
                    request.method().equals("PUT")
                        && request.header("Content-Length").map(Long::valueOf).orElse(0L) > limit,
                Fault.page(413));
    Upload single = s3.file("single", 8 * S3Bed.MIB);
    Upload parts = s3.file("parts", 17 * S3Bed.MIB);
    try (ObjectStore store = s3.store(s3.settings(8 * S3Bed.MIB))) {
      assertThat(store.put(single, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(store.put(parts, soon(), new MemoryJournal()))
          .isInstanceOf(PutResult.Stored.class);
    }
    assertThat(rule.hits()).isEqualTo(1);
    assertThat(s3.object("single")).hasSameBinaryContentAs(single.file());
    assertThat(s3.object("parts")).hasSameBinaryContentAs(parts.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {2_000_000, 2 * PART + 1})
  void size_limit_below_the_least_part_is_blamed(long bytes) throws IOException {
    s3.proxy()
        .on(
            request ->
                request.method().equals("PUT")
                    && request.header("Content-Length").map(Long::valueOf).orElse(0L) > 1 << 20,
            new Fault.EarlyAnswer(0, Fault.page(413)));
    Problem problem = problem(put(s3.file("large", bytes), Duration.ofSeconds(20)));
    assertThat(problem.message())
        .contains("(413 text/html)")
        .contains("limits the size of a request")
        .contains("RECORDER_S3_PART_SIZE (5 MiB)");
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"KMS.DisabledException", "KMS.NotFoundException", "KMSNotConfigured"})
  void key_that_cannot_be_used_is_named_after_some_tries(String code) {
    FaultProxy.Rule rule =
        s3.proxy().on(HttpRequest::isPutObject, new Fault.Answer(400, code, "key is disabled"));
    Problem problem = problem(put(s3.file("kms", 1_000), Duration.ofSeconds(30)));
    assertThat(problem.message())
        .contains(code)
        .contains("key is disabled")
        .contains("check RECORDER_S3_KMS_KEY and RECORDER_S3_ENCRYPTION");
    assertThat(rule.hits()).isEqualTo(5);
  }

  @Test
  void key_that_can_be_used_a_moment_later_costs_nothing_but_time() throws IOException {
    s3.proxy().on(_ -> true, 3, new Fault.Answer(400, "KMS.DisabledException", "key is disabled"));
    Upload upload = s3.file("kms", 2 * PART + 1);
    assertThat(put(upload, Duration.ofSeconds(30))).isInstanceOf(PutResult.Stored.class);
    assertThat(s3.object("kms")).hasSameBinaryContentAs(upload.file());
  }

  @Test
  void missing_right_to_the_key_is_told_from_one_to_the_bucket() {
    s3.proxy()
        .on(
            HttpRequest::isPutObject,
            new Fault.Answer(
                403, "AccessDenied", "not authorized to perform: kms:GenerateDataKey"));
    Problem problem = problem(put(s3.file("kms", 1_000), Duration.ofSeconds(30)));
    assertThat(problem.message()).contains("RECORDER_S3_KMS_KEY").contains("kms:GenerateDataKey");
  }

  @Test
  void read_only_server_is_called_so() {
    s3.proxy()
        .on(
            request -> request.method().equals("PUT"),
            new Fault.Answer(405, "MethodNotAllowed", "not allowed against this resource"));
    Problem problem = problem(put(s3.file("readonly", 1_000), Duration.ofSeconds(30)));
    assertThat(problem.message()).contains("is the endpoint or the bucket read-only?");
  }

  @Test
  void clock_that_differs_is_blamed_and_not_the_keys() {
    s3.proxy().on(_ -> true, new Fault.Answer(403, "RequestTimeTooSkewed", "difference too large"));
    Problem problem = problem(put(s3.file("clock", 1_000), Duration.ofSeconds(30)));
    assertThat(problem.message())
        .contains("this machine's clock and the server's differ too much")
        .doesNotContain("key");
  }

  @Test
  void key_above_the_limit_is_blamed_with_its_length() {
    s3.proxy()
        .on(
            HttpRequest::isPutObject,
            new Fault.Answer(400, "KeyTooLongError", "Your key is too long"));
    String key = "folder/".repeat(160) + "x.jfr";
    Problem problem = problem(put(s3.file(key, 1_000), Duration.ofSeconds(30)));
    assertThat(problem.message())
        .contains("the key has 1125 bytes, and S3 takes 1024")
        .hasSizeLessThan(600);
    assertThat(s3.proxy().count(HttpRequest::isPutObject)).isEqualTo(1);
  }

  @Test
  void refusal_of_parts_is_told_in_the_servers_words() {
    s3.proxy()
        .on(
            HttpRequest::isComplete,
            new Fault.Answer(
                400, "InvalidPart", "All non-trailing parts must have the same length."));
    Upload upload = s3.file("parts", 2 * PART + 1);
    String expected = "(InvalidPart): All non-trailing parts must have the same length.";
    assertThat(problem(put(upload, Duration.ofSeconds(30))).message()).contains(expected);
    try (ObjectStore store = s3.store()) {
      GrowingUpload growing = store.growing("growing", "me");
      assertThat(growing.begin(soon())).isInstanceOf(GrowthResult.Ready.class);
      growing.send(1, upload.source(), 0, upload.bytes(), upload.crc32c(), soon());
      assertThat(problem(growing.complete(growing.parts(), soon())).message()).contains(expected);
      growing.abort(soon());
    }
  }

  @Test
  void upload_of_which_only_a_folder_is_left_is_refused_at_once() throws Exception {
    Upload upload = s3.file("parts", 2 * PART + 1);
    try (ObjectStore store = s3.store()) {
      GrowingUpload growing = store.growing("growing", "me");
      growing.begin(soon());
      growing.send(1, upload.source(), 0, upload.bytes(), upload.crc32c(), soon());
      // An abort leaves this folder if it comes while a part is being written.
      List<Path> folders = s3.uploadFolders();
      store.pendingUploads("", soon()).forEach(pending -> store.abort(pending, soon()));
      Files.createDirectories(folders.getFirst());

      Problem problem = problem(growing.complete(growing.parts(), soon()));

      assertThat(problem.reason()).isEqualTo(Problem.Reason.REFUSED);
      assertThat(problem.message()).doesNotContain("does not show it yet");
    }
  }

  @Test
  void link_and_pipe_are_neither_followed_nor_waited_for() throws Exception {
    Path secret = Files.writeString(s3.folder().resolve("secret"), "token");
    Path link = Files.createSymbolicLink(s3.folder().resolve("link.jfr"), secret);
    Path pipe = s3.folder().resolve("pipe.jfr");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Crc32c crc = Crc32c.of("token".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    for (Path file : new Path[] {link, pipe, s3.folder()}) {
      Source source = () -> SafeFiles.read(s3.folder().getParent(), file);
      Upload upload = new Upload(file, source, "odd", 5, crc, "text/plain");
      Problem problem = problem(put(upload, Duration.ofSeconds(5)));
      assertThat(problem.reason()).isEqualTo(Problem.Reason.LOCAL_IO);
      assertThat(problem.message()).contains(file + ": is ").contains("expected a regular file");
    }
    assertThat(s3.proxy().requests()).isEmpty();
  }

  @Test
  void fault_of_this_process_is_not_called_trouble_with_the_network() {
    Upload file = s3.file("fault", 1_000);
    int[] opened = {0};
    for (Throwable fault :
        new Throwable[] {
          new OutOfMemoryError("Java heap space"),
          new StackOverflowError(),
          new IllegalStateException("bug")
        }) {
      opened[0] = 0;
      Source source =
          () -> {
            if (opened[0]++ == 0) {
              return FileChannel.open(file.file());
            }
            throw raised(fault);
          };
      Upload upload = new Upload(file.file(), source, "fault", 1_000, file.crc32c(), "text/plain");
      Problem problem = problem(put(upload, Duration.ofSeconds(30)));
      assertThat(problem.reason()).isEqualTo(Problem.Reason.INTERNAL);
      assertThat(problem.message())
          .contains(fault instanceof OutOfMemoryError ? "out of memory in the recorder" : "fault")
          .doesNotContain("cannot reach");
    }
  }

  @Test
  void fault_while_a_part_is_read_is_not_called_a_changed_file() {
    Upload file = s3.file("fault", 2 * PART + 1);
    int[] opened = {0};
    Source source =
        () -> {
          if (opened[0]++ == 0) {
            return FileChannel.open(file.file());
          }
          throw raised(new OutOfMemoryError("Java heap space"));
        };
    Upload upload =
        new Upload(file.file(), source, "fault", file.bytes(), file.crc32c(), "text/plain");
    assertThat(problem(put(upload, Duration.ofSeconds(30))).reason())
        .isEqualTo(Problem.Reason.INTERNAL);
  }

  @Test
  void refused_signature_blames_chunks_too_where_they_may_not_be_left_away() {
    s3.proxy()
        .on(HttpRequest::isChunked, new Fault.Answer(403, "SignatureDoesNotMatch", "no match"));
    try (ObjectStore store = s3.store(s3.settings(ChecksumMode.ON))) {
      Problem problem = problem(store.put(s3.file("on", 1_000), soon(), UploadJournal.none()));
      assertThat(problem.message()).contains("RECORDER_S3_CHECKSUM=off");
    }
  }

  private PutResult put(Upload upload, Duration time) {
    try (ObjectStore store = s3.store()) {
      return store.put(upload, Deadline.in(time), new MemoryJournal());
    }
  }

  private static Problem problem(PutResult put) {
    assertThat(put).isInstanceOf(PutResult.Failed.class);
    return ((PutResult.Failed) put).problem();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException raised(Throwable fault) throws T {
    throw (T) fault;
  }
}
