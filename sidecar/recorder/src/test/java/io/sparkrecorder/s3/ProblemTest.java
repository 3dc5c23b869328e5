package io.sparkrecorder.s3;

import static io.sparkrecorder.s3.S3Bed.PART;
import static io.sparkrecorder.s3.S3Bed.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.config.ChecksumMode;
import io.sparkrecorder.s3.model.GrowingUpload;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.HttpRequest;
import io.sparkrecorder.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemTest {
  private static final String RECORDINGS = "prefix=pipelines%2Ftest%2Frecordings%2F";
  private static final String WRONG = "not-the-secret-that-the-server-knows";

  @RegisterExtension final S3Bed s3 = new S3Bed();

  @Test
  void all_is_well_when_the_bucket_can_be_used() {
    try (ObjectStore store = s3.store()) {
      assertThat(store.check()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 2_000_000, PART + 1})
  void a_bucket_that_does_not_exist_is_named_with_the_settings_to_check(long bytes) {
    String message =
        "bucket \"no-such-bucket\" does not exist at "
            + s3.proxy().endpoint()
            + ": check RECORDER_S3_BUCKET and RECORDER_S3_REGION";
    try (ObjectStore store =
        s3.store(S3Bed.settings("no-such-bucket", s3.proxy().endpoint(), ChecksumMode.AUTO))) {
      assertThat(store.check()).contains(new Problem(Problem.Reason.NO_SUCH_BUCKET, message));
      assertThat(store.put(s3.file("x", bytes), soon(), UploadJournal.none()))
          .isEqualTo(new PutResult.Failed(new Problem(Problem.Reason.NO_SUCH_BUCKET, message)));
      assertThatThrownBy(() -> store.folders("")).isInstanceOf(S3Problem.class).hasMessage(message);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 2_000_000, PART + 1})
  void a_wrong_secret_key_is_told_from_a_missing_right(long bytes) {
    try (ObjectStore store = S3Bed.store(s3.settings(), s3.gateway().accessKey(), WRONG)) {
      PutResult put = store.put(s3.file("x", bytes), soon(), UploadJournal.none());
      assertThat(put)
          .isEqualTo(
              new PutResult.Failed(
                  new Problem(
                      Problem.Reason.ACCESS_DENIED,
                      "access denied at "
                          + s3.proxy().endpoint()
                          + " (SignatureDoesNotMatch): the secret key in use is not the access"
                          + " key's")));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 2_000_000, PART + 1})
  void an_unknown_access_key_is_told_from_a_missing_right(long bytes) {
    try (ObjectStore store = S3Bed.store(s3.settings(), "UNKNOWNACCESSKEY", WRONG)) {
      PutResult put = store.put(s3.file("x", bytes), soon(), UploadJournal.none());
      assertThat(put).isInstanceOf(PutResult.Failed.class);
      assertThat(((PutResult.Failed) put).problem().message())
          .contains("access denied")
          .contains("the access key in use is not known there");
      assertThat(store.check().orElseThrow().reason()).isEqualTo(Problem.Reason.ACCESS_DENIED);
    }
  }

  @Test
  void a_missing_right_is_named_with_what_it_is_needed_for() {
    s3.proxy().on(_ -> true, Fault.accessDenied());
    try (ObjectStore store = s3.store()) {
      assertThatThrownBy(() -> store.list("app/").toList())
          .isInstanceOf(S3Problem.class)
          .hasMessage(
              "access denied at "
                  + s3.proxy().endpoint()
                  + " (AccessDenied): the credentials in use may not s3:ListBucket on"
                  + " s3://recordings/app/");
    }
  }

  @Test
  void a_policy_that_shows_recordings_and_nothing_beside_them_is_no_problem() {
    s3.proxy().on(request -> !request.target().contains(RECORDINGS), Fault.accessDenied());
    try (ObjectStore store = s3.store()) {
      assertThat(store.check()).isEmpty();
      assertThat(s3.proxy().requests()).as("the server was asked").hasSize(1);
    }
  }

  @Test
  void unreachable_server_is_named_with_its_endpoint() {
    s3.proxy().close();
    try (ObjectStore store = s3.store()) {
      assertThat(store.check().orElseThrow().message())
          .startsWith("cannot reach " + s3.proxy().endpoint() + ": Connection refused");
    }
  }

  @Test
  void a_writer_that_may_not_look_can_still_write() {
    s3.proxy().on(request -> request.method().equals("HEAD"), Fault.accessDenied());
    try (ObjectStore store = s3.store()) {
      assertThat(store.put(s3.file("blind", PART + 1), soon(), UploadJournal.none()))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(store.put(s3.file("blind", PART + 1), soon(), UploadJournal.none()))
          .as("without a look it cannot know whether the bytes are the same")
          .isInstanceOf(PutResult.Failed.class);
    }
  }

  @Test
  void growing_upload_of_a_writer_that_may_not_look_is_stored() throws IOException {
    s3.proxy().on(request -> request.method().equals("HEAD"), Fault.accessDenied());
    Upload upload = s3.file("part", PART + 1);
    try (ObjectStore store = s3.store()) {
      GrowingUpload growing = store.growing("growing", "me");
      growing.begin(soon());
      growing.send(1, upload.source(), 0, upload.bytes(), upload.crc32c(), soon());
      assertThat(growing.complete(growing.parts(), soon()))
          .isInstanceOfSatisfying(
              PutResult.Stored.class, it -> assertThat(it.bytes()).isEqualTo(PART + 1));
    }
    assertThat(s3.object("growing")).hasSameBinaryContentAs(upload.file());
  }

  @Test
  void nothing_that_is_logged_or_told_holds_a_secret() {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      StringBuilder told = new StringBuilder();
      failInManyWays(told);
      String all = log.toString(StandardCharsets.UTF_8) + told;
      assertThat(all)
          .contains("WARN")
          .doesNotContain(s3.gateway().secretKey())
          .doesNotContain(s3.gateway().accessKey())
          .doesNotContain(WRONG)
          .doesNotContain("Signature=")
          .doesNotContain("Credential=");
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void a_trouble_is_logged_once_however_often_it_is_met() {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (ObjectStore store = s3.store()) {
      s3.proxy().on(HttpRequest::isPart, 6, Fault.slowDown());
      store.put(s3.file("noisy", 3 * PART), soon(), UploadJournal.none());
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("WARN"))
        .hasSizeBetween(1, 3);
  }

  private void failInManyWays(StringBuilder told) {
    Upload upload = s3.file("secret", PART + 1);
    try (ObjectStore wrong = S3Bed.store(s3.settings(), s3.gateway().accessKey(), WRONG);
        ObjectStore right = s3.store()) {
      told.append(wrong.put(upload, soon(), UploadJournal.none()));
      told.append(wrong.check());
      s3.proxy().on(_ -> true, 2, Fault.slowDown());
      told.append(right.put(upload, soon(), UploadJournal.none()));
      s3.proxy().on(_ -> true, new Fault.Answer(400, "Odd", "odd"));
      told.append(right.put(upload, soon(), UploadJournal.none()));
      s3.proxy().close();
      told.append(right.put(upload, Deadline.in(Duration.ofMillis(500)), UploadJournal.none()));
    }
  }
}
