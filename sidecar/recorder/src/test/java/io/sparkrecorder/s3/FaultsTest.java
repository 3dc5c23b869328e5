package io.sparkrecorder.s3;

import static io.sparkrecorder.s3.S3Bed.ATTEMPT;
import static io.sparkrecorder.s3.S3Bed.PART;
import static io.sparkrecorder.s3.S3Bed.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
  @RegisterExtension final S3Bed s3 = new S3Bed();

  @ParameterizedTest
  @ValueSource(longs = {100_000, 2 * PART + 1})
  void a_server_that_asks_for_patience_gets_it(long bytes) throws IOException {
    FaultProxy.Rule rule = s3.proxy().on(_ -> true, 4, Fault.slowDown());
    Upload upload = s3.file("patient", bytes);
    assertThat(put(upload)).isInstanceOf(PutResult.Stored.class);
    assertThat(rule.hits()).isEqualTo(4);
    assertThat(s3.object("patient")).hasSameBinaryContentAs(upload.file());
  }

  @Test
  void server_that_is_never_well_is_blamed_at_the_deadline() {
    s3.proxy().on(_ -> true, Fault.slowDown());
    PutResult put = put(s3.file("never", 1_000), Duration.ofSeconds(2));
    assertThat(problem(put).reason()).isEqualTo(Problem.Reason.UNAVAILABLE);
    assertThat(problem(put).message()).contains("SlowDown").contains("until the deadline");
  }

  @Test
  void access_denied_is_final_after_one_try_without_checksums() {
    s3.proxy().on(HttpRequest::isPutObject, Fault.accessDenied());
    try (ObjectStore store = s3.store()) {
      for (int file = 1; file <= 3; file++) {
        PutResult put = store.put(s3.file("denied-" + file, 1_000), soon(), UploadJournal.none());
        assertThat(problem(put).reason()).isEqualTo(Problem.Reason.ACCESS_DENIED);
      }
    }
    assertThat(s3.proxy().count(HttpRequest::hasChecksum)).isEqualTo(3);
    assertThat(s3.proxy().count(request -> !request.hasChecksum()))
        .as("what did not help is not tried again")
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 2_000_000})
  void an_expired_token_is_renewed_once(long bytes) throws IOException {
    Fault expired = new Fault.Answer(400, "ExpiredToken", "The provided token has expired.");
    // The client does not send a large body, so its refusal has no reason, and a listing asks for
    // the reason.
    s3.proxy().on(HttpRequest::isPutObject, 1, expired);
    s3.proxy().on(request -> request.method().equals("GET"), 1, expired);
    Upload upload = s3.file("renewed", bytes);
    assertThat(put(upload)).isInstanceOf(PutResult.Stored.class);
    assertThat(s3.proxy().count(HttpRequest::isPutObject)).isEqualTo(2);
    assertThat(s3.object("renewed")).hasSameBinaryContentAs(upload.file());
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 2_000_000})
  void a_token_that_stays_expired_is_final(long bytes) {
    s3.proxy().on(_ -> true, new Fault.Answer(400, "ExpiredToken", "expired"));
    PutResult put = put(s3.file("expired", bytes));
    assertThat(problem(put).reason()).isEqualTo(Problem.Reason.ACCESS_DENIED);
    assertThat(s3.proxy().count(HttpRequest::isPutObject)).isEqualTo(2);
  }

  @Test
  void an_unreachable_server_costs_no_more_than_the_deadline_and_an_attempt() {
    s3.gateway().stop();
    s3.proxy().close();
    long start = System.nanoTime();
    PutResult put = put(s3.file("unreachable", 1_000), Duration.ofSeconds(2));
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(Duration.ofSeconds(2).plus(ATTEMPT));
    assertThat(problem(put).reason()).isEqualTo(Problem.Reason.UNREACHABLE);
    assertThat(problem(put).message())
        .contains("cannot reach " + s3.proxy().endpoint())
        .contains("Connection refused");
  }

  @Test
  void upload_without_time_left_makes_no_request() {
    PutResult put = put(s3.file("late", 1_000), Duration.ZERO);
    assertThat(problem(put).reason()).isEqualTo(Problem.Reason.DEADLINE);
    assertThat(s3.proxy().requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 2 * PART + 1})
  void no_request_is_made_after_the_deadline(long bytes) {
    AtomicReference<Deadline> end = new AtomicReference<>(soon());
    s3.proxy()
        .on(
            request -> {
              boolean ends = request.isPutObject() || request.isCreate();
              if (ends) {
                end.set(Deadline.in(Duration.ZERO));
              }
              return ends;
            },
            Fault.slowDown());

    PutResult put = put(s3.file("late", bytes), Deadline.following(end::get));

    assertThat(put).isInstanceOf(PutResult.Failed.class);
    assertThat(s3.proxy().requests())
        .filteredOn(request -> request.isPutObject() || request.isCreate())
        .hasSize(1);
    assertThat(s3.proxy().requests().getLast())
        .matches(request -> request.isPutObject() || request.isCreate());
  }

  @Test
  void no_part_is_sent_after_the_deadline() {
    AtomicReference<Deadline> end = new AtomicReference<>(soon());
    s3.proxy()
        .on(HttpRequest::isCreate, 1, new Fault.Before(() -> end.set(Deadline.in(Duration.ZERO))));

    PutResult put = put(s3.file("late", 2 * PART + 1), Deadline.following(end::get));

    assertThat(put).isInstanceOf(PutResult.Failed.class);
    assertThat(s3.proxy().requests().getLast()).matches(HttpRequest::isCreate);
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000, 2 * PART + 1})
  void a_server_that_froze_gets_everything_when_it_is_back(long bytes) throws IOException {
    Upload upload = s3.file("frozen", bytes);
    s3.gateway().pause();
    CompletableFuture<PutResult> put = CompletableFuture.supplyAsync(() -> put(upload));
    await().until(() -> s3.proxy().requests().size() >= 2);
    s3.gateway().resume();
    assertThat(put.join())
        .as("an attempt of the frozen time may have arrived after all")
        .isInstanceOfAny(PutResult.Stored.class, PutResult.AlreadyThere.class);
    assertThat(s3.object("frozen")).hasSameBinaryContentAs(upload.file());
  }

  @ParameterizedTest
  @ValueSource(longs = {PART, 2 * PART + 1})
  void a_write_into_a_black_hole_costs_one_attempt(long bytes) throws IOException {
    FaultProxy.Rule rule =
        s3.proxy().on(request -> request.method().equals("PUT"), 1, new Fault.Swallow());
    Upload upload = s3.file("swallowed", bytes);
    long start = System.nanoTime();
    assertThat(put(upload)).isInstanceOf(PutResult.Stored.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(ATTEMPT, ATTEMPT.plusSeconds(2));
    assertThat(rule.hits()).isEqualTo(1);
    assertThat(s3.object("swallowed")).hasSameBinaryContentAs(upload.file());
  }

  @Test
  void a_black_hole_that_stays_ends_at_the_deadline() {
    s3.proxy().on(_ -> true, new Fault.Swallow());
    long start = System.nanoTime();
    PutResult put = put(s3.file("hole", PART), Duration.ofSeconds(3));
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(Duration.ofSeconds(3).plus(ATTEMPT).plusSeconds(1));
    assertThat(problem(put).reason()).isEqualTo(Problem.Reason.UNREACHABLE);
    assertThat(problem(put).message()).contains("no answer within 2000 ms");
  }

  @Test
  void an_attempt_that_the_deadline_cuts_short_does_not_call_the_server_unreachable() {
    s3.proxy().on(_ -> true, new Fault.Swallow());
    PutResult put = put(s3.file("slow", PART), ATTEMPT.dividedBy(4));
    assertThat(problem(put).reason()).isEqualTo(Problem.Reason.DEADLINE);
    assertThat(problem(put).message()).startsWith("the time ran out during s3:PutObject on s3://");
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000_000, 2 * PART + 1})
  void a_connection_that_breaks_is_made_again(long bytes) throws IOException {
    FaultProxy.Rule rule =
        s3.proxy().on(request -> request.method().equals("PUT"), 2, new Fault.Cut(300_000));
    Upload upload = s3.file("cut", bytes);
    assertThat(put(upload)).isInstanceOf(PutResult.Stored.class);
    assertThat(rule.hits()).isEqualTo(2);
    assertThat(s3.object("cut")).hasSameBinaryContentAs(upload.file());
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000_000, 2 * PART + 1})
  void bytes_damaged_on_the_way_are_sent_again(long bytes) throws IOException {
    FaultProxy.Rule rule =
        s3.proxy().on(request -> request.method().equals("PUT"), 1, new Fault.Corrupt(200_000));
    Upload upload = s3.file("damaged", bytes);
    assertThat(put(upload)).isInstanceOf(PutResult.Stored.class);
    assertThat(rule.hits()).isEqualTo(1);
    assertThat(s3.object("damaged")).hasSameBinaryContentAs(upload.file());
  }

  @Test
  void a_lost_answer_to_put_is_found_again() throws IOException {
    FaultProxy.Rule rule = s3.proxy().on(HttpRequest::isPutObject, 1, new Fault.LoseAnswer());
    Upload upload = s3.file("lost", 1_000);
    assertThat(put(upload)).isEqualTo(new PutResult.AlreadyThere("lost", 1_000));
    assertThat(rule.hits()).isEqualTo(1);
    assertThat(s3.object("lost")).hasSameBinaryContentAs(upload.file());
  }

  @Test
  void a_lost_answer_to_complete_is_found_again() throws IOException {
    FaultProxy.Rule rule = s3.proxy().on(HttpRequest::isComplete, 1, new Fault.LoseAnswer());
    Upload upload = s3.file("lost", 2 * PART + 1);
    MemoryJournal journal = new MemoryJournal();
    assertThat(put(upload, journal))
        .as("some servers repeat their answer, to others the upload is gone")
        .isInstanceOfAny(PutResult.Stored.class, PutResult.AlreadyThere.class);
    assertThat(rule.hits()).isEqualTo(1);
    assertStoredOnce(upload, journal);
  }

  @Test
  void an_upload_that_is_gone_after_a_lost_answer_to_complete_is_found_again() throws IOException {
    s3.proxy().on(HttpRequest::isComplete, 1, new Fault.LoseAnswer());
    s3.proxy().on(HttpRequest::isComplete, 1, new Fault.Answer(404, "NoSuchUpload", "gone"));
    Upload upload = s3.file("gone", 2 * PART + 1);
    MemoryJournal journal = new MemoryJournal();
    assertThat(put(upload, journal)).isEqualTo(new PutResult.AlreadyThere("gone", 2 * PART + 1));
    assertStoredOnce(upload, journal);
  }

  private void assertStoredOnce(Upload upload, MemoryJournal journal) throws IOException {
    assertThat(s3.proxy().count(HttpRequest::isPart)).isEqualTo(3);
    assertThat(journal.find(upload.key())).isEmpty();
    assertThat(s3.object(upload.key())).hasSameBinaryContentAs(upload.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void a_lost_answer_to_a_part_doubles_nothing() throws IOException {
    s3.proxy().on(HttpRequest::isPart, 1, new Fault.LoseAnswer());
    Upload upload = s3.file("part", 2 * PART + 1);
    assertThat(put(upload)).isInstanceOf(PutResult.Stored.class);
    assertThat(s3.proxy().count(HttpRequest::isPart)).isEqualTo(4);
    assertThat(s3.object("part")).hasSameBinaryContentAs(upload.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void an_upload_that_someone_else_completes_meanwhile_is_begun_anew() throws IOException {
    FaultProxy.Rule rule =
        s3.proxy()
            .on(
                HttpRequest::isComplete,
                1,
                new Fault.Answer(409, "ConditionalRequestConflict", "conflict"));
    Upload upload = s3.file("conflict", PART + 1);
    assertThat(put(upload)).isInstanceOf(PutResult.Stored.class);
    assertThat(rule.hits()).isEqualTo(1);
    assertThat(s3.proxy().count(HttpRequest::isCreate)).isEqualTo(2);
    assertThat(s3.object("conflict")).hasSameBinaryContentAs(upload.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  private PutResult put(Upload upload) {
    return put(upload, new MemoryJournal());
  }

  private PutResult put(Upload upload, UploadJournal journal) {
    try (ObjectStore store = s3.store()) {
      return store.put(upload, soon(), journal);
    }
  }

  private PutResult put(Upload upload, Duration time) {
    return put(upload, Deadline.in(time));
  }

  private PutResult put(Upload upload, Deadline deadline) {
    try (ObjectStore store = s3.store()) {
      return store.put(upload, deadline, UploadJournal.none());
    }
  }

  private static Problem problem(PutResult put) {
    assertThat(put).isInstanceOf(PutResult.Failed.class);
    return ((PutResult.Failed) put).problem();
  }
}
