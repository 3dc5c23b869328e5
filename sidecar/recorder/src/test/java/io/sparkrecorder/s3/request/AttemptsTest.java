package io.sparkrecorder.s3.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.Problem.Reason;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Requests whose answers the test gives; the server gets only listings that explain a refusal. */
@Timeout(60)
class AttemptsTest {
  private static final Call LIST = Call.plain(Requests.LIST, "");
  private static final int CONCURRENCY = 2;
  private static final int ROUNDS = 20;

  private final AtomicInteger sources = new AtomicInteger();
  private final AtomicInteger tries = new AtomicInteger();
  private final AtomicInteger received = new AtomicInteger();
  private final HttpServer refusing = refusing();
  private final Server server =
      new Server(
          RecorderSettings.s3From(
              Map.of(
                  "RECORDER_S3_BUCKET", "recordings",
                  "RECORDER_S3_REGION", "eu-central-1",
                  "RECORDER_S3_ENDPOINT", "http://127.0.0.1:" + refusing.getAddress().getPort(),
                  "RECORDER_S3_CONCURRENCY", Integer.toString(CONCURRENCY),
                  "RECORDER_S3_ATTEMPT_TIMEOUT", "5s")),
          new RenewableCredentials(this::source));
  private final Attempts attempts = new Attempts(server);

  @AfterEach
  void close() {
    server.close();
    refusing.stop(0);
  }

  @Test
  void answer_of_the_first_attempt_is_given() {
    assertThat(send(_ -> "yes")).isEqualTo(new Answer.Given<>("yes"));
    assertThat(tries).hasValue(1);
  }

  @Test
  void overloaded_server_is_asked_again_until_it_answers() {
    assertThat(send(_ -> tries.get() < 3 ? failing(503, "SlowDown") : "yes"))
        .isEqualTo(new Answer.Given<>("yes"));
    assertThat(tries).hasValue(3);
  }

  @Test
  void server_that_stays_overloaded_fails_the_request_at_the_deadline() {
    Answer<String> answer =
        attempts.send(
            LIST, Deadline.in(Duration.ofMillis(700)), counted(_ -> failing(503, "SlowDown")));

    assertThat(problem(answer).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(problem(answer).message())
        .contains("SlowDown")
        .endsWith("(tried until the deadline)");
    assertThat(tries).hasValueGreaterThan(1);
  }

  @Test
  void refusal_for_good_is_not_repeated() {
    assertThat(problem(send(_ -> failing(400, "InvalidRequest"))).reason())
        .isEqualTo(Reason.REFUSED);
    assertThat(tries).hasValue(1);
  }

  @Test
  void expired_credentials_are_renewed_once_and_the_request_repeated() {
    assertThat(send(_ -> tries.get() == 1 ? failing(400, "ExpiredToken") : "yes"))
        .isEqualTo(new Answer.Given<>("yes"));
    assertThat(sources).as("opened at the start and once more").hasValue(2);
  }

  @Test
  void fault_of_this_process_fails_the_request_after_few_attempts() {
    Answer<String> answer =
        send(
            _ -> {
              throw new IllegalStateException("a bug");
            });

    assertThat(problem(answer).reason()).isEqualTo(Reason.INTERNAL);
    assertThat(problem(answer).message()).contains("a bug");
    assertThat(tries).hasValue(5);
  }

  @Test
  void request_without_time_left_is_not_sent() {
    Answer<String> answer = attempts.send(LIST, Deadline.in(Duration.ZERO), counted(_ -> "yes"));

    assertThat(problem(answer).reason()).isEqualTo(Reason.DEADLINE);
    assertThat(tries).hasValue(0);
  }

  /** A late request may be cut off before it is sent, so several rounds show it. */
  @ParameterizedTest
  @CsvSource({"503, SlowDown", "400, ExpiredToken", "400, KMS.DisabledException", "403, ''"})
  void nothing_is_sent_after_the_deadline(int status, String code) {
    for (int round = 1; round <= ROUNDS; round++) {
      AtomicReference<Deadline> end = new AtomicReference<>(Deadline.in(Duration.ofSeconds(30)));
      Answer<String> answer =
          attempts.send(
              LIST,
              Deadline.following(end::get),
              counted(
                  _ -> {
                    end.set(Deadline.in(Duration.ZERO));
                    return failing(status, code);
                  }));

      assertThat(answer).isInstanceOf(Answer.Failed.class);
      assertThat(tries).hasValue(round);
    }
    assertThat(received).as("listings that explain a refusal").hasValue(0);
  }

  @Test
  void refusal_without_a_reason_is_explained_by_one_listing() {
    assertThat(problem(send(_ -> failing(403, ""))).message()).contains("InvalidAccessKeyId");
    assertThat(received).hasValue(1);
  }

  @Test
  void request_that_waits_for_others_until_the_deadline_is_not_sent() throws Exception {
    CountDownLatch sending = new CountDownLatch(CONCURRENCY);
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> others = new ArrayList<>();
    for (int other = 0; other < CONCURRENCY; other++) {
      others.add(
          Thread.ofVirtual()
              .start(
                  () ->
                      attempts.send(
                          LIST,
                          Deadline.in(Duration.ofSeconds(30)),
                          _ -> {
                            sending.countDown();
                            awaited(end);
                            return "yes";
                          })));
    }
    sending.await();

    Answer<String> answer =
        attempts.send(LIST, Deadline.in(Duration.ofMillis(300)), counted(_ -> "yes"));
    end.countDown();

    assertThat(problem(answer).reason()).isEqualTo(Reason.DEADLINE);
    assertThat(tries).hasValue(0);
    for (Thread other : others) {
      other.join();
    }
  }

  @Test
  void single_attempt_is_not_repeated() {
    Answer<String> answer = attempts.once(LIST, counted(_ -> failing(503, "SlowDown")));

    assertThat(problem(answer).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(tries).hasValue(1);
  }

  @Test
  void request_that_hangs_is_cut_off_at_the_deadline_and_interrupted() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Answer<String> answer =
        attempts.send(
            LIST,
            Deadline.in(Duration.ofMillis(300)),
            counted(
                _ -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                  }
                  return "late";
                }));

    assertThat(problem(answer).reason()).isEqualTo(Reason.DEADLINE);
    interrupted.await();
  }

  @Test
  void interrupted_caller_gets_a_problem_and_stays_interrupted() {
    Thread.currentThread().interrupt();
    Answer<String> answer = send(_ -> "yes");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(problem(answer).message()).contains("was interrupted");
  }

  private Answer<String> send(Function<S3Client, String> request) {
    return attempts.send(LIST, Deadline.in(Duration.ofSeconds(30)), counted(request));
  }

  private Function<S3Client, String> counted(Function<S3Client, String> request) {
    return s3 -> {
      tries.incrementAndGet();
      return request.apply(s3);
    };
  }

  private static Problem problem(Answer<String> answer) {
    assertThat(answer).isInstanceOf(Answer.Failed.class);
    return ((Answer.Failed<String>) answer).problem();
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String failing(int status, String code) {
    throw S3Exception.builder()
        .statusCode(status)
        .awsErrorDetails(
            AwsErrorDetails.builder().errorCode(code).errorMessage("says " + code).build())
        .build();
  }

  private HttpServer refusing() {
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.createContext(
          "/",
          exchange -> {
            received.incrementAndGet();
            byte[] body =
                "<Error><Code>InvalidAccessKeyId</Code></Error>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(403, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      http.start();
      return http;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AwsCredentialsProvider source() {
    sources.incrementAndGet();
    return AnonymousCredentialsProvider.create();
  }
}
