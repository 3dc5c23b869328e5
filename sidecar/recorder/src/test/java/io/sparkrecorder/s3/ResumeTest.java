package io.sparkrecorder.s3;

import static io.sparkrecorder.s3.S3Bed.PART;
import static io.sparkrecorder.s3.S3Bed.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.config.ChecksumMode;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.HttpRequest;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ResumeTest {
  private static final String KEY = "app/executor-1/long.jfr";
  private static final int PARTS = 6;

  @RegisterExtension final S3Bed s3 = new S3Bed();
  private final MemoryJournal journal = new MemoryJournal();

  @Test
  void only_the_missing_parts_are_sent_again() throws IOException {
    Upload upload = s3.file(KEY, (PARTS - 1) * PART + 7);
    abandonAfterParts(upload, 4);

    assertThat(put(upload)).isInstanceOf(PutResult.Stored.class);

    assertThat(s3.proxy().count(HttpRequest::isPart)).isEqualTo(PARTS - 4);
    assertThat(s3.proxy().count(HttpRequest::isCreate)).isZero();
    assertStored(upload);
  }

  @Test
  void a_part_that_the_journal_missed_is_sent_again() throws IOException {
    Upload upload = s3.file(KEY, (PARTS - 1) * PART + 7);
    abandonAfterParts(upload, 4);
    journal.forgetPart(KEY, journal.find(KEY).orElseThrow().parts().keySet().iterator().next());

    assertThat(put(upload)).isInstanceOf(PutResult.Stored.class);

    assertThat(s3.proxy().count(HttpRequest::isPart)).isEqualTo(PARTS - 3);
    assertStored(upload);
  }

  @Test
  void an_upload_that_the_server_has_forgotten_is_begun_anew() throws IOException {
    Upload upload = s3.file(KEY, (PARTS - 1) * PART + 7);
    abandonAfterParts(upload, 4);
    s3.proxy()
        .on(
            request -> request.method().equals("GET") && request.target().contains("uploadId="),
            1,
            new Fault.Answer(404, "NoSuchUpload", "gone"));

    assertThat(put(upload)).isInstanceOf(PutResult.Stored.class);

    assertThat(s3.proxy().count(HttpRequest::isPart)).isEqualTo(PARTS);
    assertThat(s3.object(KEY)).hasSameBinaryContentAs(upload.file());
  }

  @Test
  void an_upload_of_other_bytes_is_aborted_first() throws IOException {
    abandonAfterParts(s3.file(KEY, (PARTS - 1) * PART + 7, 1), 4);
    Upload second = s3.file(KEY, (PARTS - 1) * PART + 7, 2);

    assertThat(put(second)).isInstanceOf(PutResult.Stored.class);

    assertThat(s3.proxy().requests())
        .filteredOn(request -> request.method().equals("DELETE") || request.isCreate())
        .extracting(HttpRequest::method)
        .containsExactly("DELETE", "POST");
    assertThat(s3.proxy().count(HttpRequest::isPart)).isEqualTo(PARTS);
    assertStored(second);
  }

  @Test
  void the_part_size_of_the_first_run_is_kept() throws IOException {
    Upload upload = s3.file(KEY, (PARTS - 1) * PART + 7);
    abandonAfterParts(upload, 4);
    S3Settings was = s3.settings();
    S3Settings doubled =
        new S3Settings(
            was.bucket(),
            was.prefix(),
            was.endpoint(),
            was.region(),
            true,
            was.encryption(),
            Optional.empty(),
            ChecksumMode.AUTO,
            2 * PART,
            2,
            was.attemptTimeout());
    try (ObjectStore store = s3.store(doubled)) {
      assertThat(store.put(upload, soon(), journal)).isInstanceOf(PutResult.Stored.class);
    }
    assertThat(s3.proxy().count(HttpRequest::isPart)).isEqualTo(PARTS - 4);
    assertStored(upload);
  }

  @Test
  void a_run_without_checksums_does_not_go_on_with_an_upload_that_has_them() throws IOException {
    Upload upload = s3.file(KEY, (PARTS - 1) * PART + 7);
    abandonAfterParts(upload, 4);
    try (ObjectStore store = s3.store(s3.settings(ChecksumMode.OFF))) {
      assertThat(store.put(upload, soon(), journal)).isInstanceOf(PutResult.Stored.class);
    }
    assertThat(s3.proxy().count(HttpRequest::isPart)).isEqualTo(PARTS);
    assertStored(upload);
  }

  @Test
  void an_answer_to_complete_that_the_first_run_never_got_is_found_by_the_second()
      throws IOException {
    Upload upload = s3.file(KEY, (PARTS - 1) * PART + 7);
    s3.proxy().on(HttpRequest::isComplete, 1, new Fault.LoseAnswer());
    s3.proxy().on(HttpRequest::isComplete, Fault.slowDown());
    assertThat(put(upload, Duration.ofSeconds(4))).isInstanceOf(PutResult.Failed.class);
    assertThat(journal.find(KEY)).isPresent();
    s3.proxy().reset();

    assertThat(put(upload)).isEqualTo(new PutResult.AlreadyThere(KEY, upload.bytes()));

    assertThat(s3.proxy().count(HttpRequest::isPart)).isZero();
    assertStored(upload);
  }

  @Test
  void a_server_that_was_killed_and_restarted_is_gone_on_with() throws IOException {
    Upload upload = s3.file(KEY, (PARTS - 1) * PART + 7);
    s3.proxy().on(HttpRequest::isComplete, 1, new Fault.Before(() -> s3.gateway().restart()));

    assertThat(put(upload)).isInstanceOf(PutResult.Stored.class);

    assertThat(s3.proxy().count(HttpRequest::isPart)).isEqualTo(PARTS);
    assertStored(upload);
  }

  /** Makes a run that must give up after this many parts; its journal stays. */
  private void abandonAfterParts(Upload upload, int parts) {
    s3.proxy().on(HttpRequest::isPart, parts, new Fault.Delay(Duration.ZERO));
    s3.proxy().on(HttpRequest::isPart, Fault.accessDenied());
    assertThat(put(upload)).isInstanceOf(PutResult.Failed.class);
    assertThat(journal.find(KEY).orElseThrow().parts()).hasSize(parts);
    s3.proxy().reset();
  }

  private PutResult put(Upload upload) {
    return put(upload, Duration.ofSeconds(30));
  }

  private PutResult put(Upload upload, Duration time) {
    try (ObjectStore store = s3.store()) {
      return store.put(upload, Deadline.in(time), journal);
    }
  }

  private void assertStored(Upload upload) throws IOException {
    assertThat(s3.object(KEY)).hasSameBinaryContentAs(upload.file());
    assertThat(journal.find(KEY)).isEmpty();
    assertThat(s3.uploadsUnderWay()).isZero();
  }
}
