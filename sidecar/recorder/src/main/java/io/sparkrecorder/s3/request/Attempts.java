package io.sparkrecorder.s3.request;

import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.text.Failures;
import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Repeats a request until it is answered, it is refused for good, or the deadline passes. */
public final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  /** Extra time that the SDK gets beyond its own timeout before this class stops waiting. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  private static final Duration LOOK = Duration.ofMillis(200);

  /** Number of attempts of a request whose refusal may be a hiccup; they take some seconds. */
  private static final int FEW = 5;

  private final Server server;
  private final Diagnosis diagnosis;
  private final Semaphore slots;

  /** The problem of the last answer; null after a success. */
  private final AtomicReference<Problem> trouble = new AtomicReference<>();

  public Attempts(Server server) {
    this.server = server;
    this.diagnosis = new Diagnosis(server);
    this.slots = new Semaphore(server.settings().concurrency(), true);
  }

  public Wording wording() {
    return diagnosis.wording();
  }

  /**
   * Makes at least one attempt, unless the deadline has already passed; no attempt exceeds the
   * deadline.
   */
  public <T> Answer<T> send(Call call, Deadline deadline, Function<S3Client, T> request) {
    return send(call, deadline, new Backoff(deadline), request);
  }

  /** Makes a single attempt, to check the server. */
  public <T> Answer<T> once(Call call, Function<S3Client, T> request) {
    Deadline deadline = Deadline.in(server.settings().attemptTimeout());
    return send(call, deadline, new Backoff(Deadline.in(Duration.ZERO)), request);
  }

  private <T> Answer<T> send(
      Call call, Deadline deadline, Backoff backoff, Function<S3Client, T> request) {
    try {
      return repeat(call, deadline, backoff, request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Failed<>(wording().interrupted(call));
    } catch (S3Problem e) {
      return new Answer.Failed<>(e.problem());
    } catch (RuntimeException | Error e) {
      return new Answer.Failed<>(wording().internal(e, call));
    }
  }

  private <T> Answer<T> repeat(
      Call call, Deadline deadline, Backoff backoff, Function<S3Client, T> request)
      throws InterruptedException {
    boolean triedOnceMore = false;
    int tries = 0;
    Optional<Problem> before = Optional.empty();
    if (deadline.passed()) {
      return new Answer.Failed<>(late(call));
    }
    // Building the first client takes a second or more, which must not count as a slow server.
    S3Client client = server.client(call.bare());
    while (true) {
      Verdict verdict;
      Deadline allowed = deadline;
      try {
        if (!hasSlot(deadline)) {
          return new Answer.Failed<>(before.map(Problem::tried).orElseGet(() -> late(call)));
        }
        allowed = Deadline.in(server.settings().attemptTimeout());
        T value = attempt(client, request, deadline);
        answered();
        return new Answer.Given<>(value);
      } catch (ExecutionException e) {
        verdict = diagnosis.of(explained(Failures.cause(e), call, deadline), call);
      } catch (TimeoutException e) {
        if (allowed.left().compareTo(SLACK) > 0) {
          // The caller's deadline cut the attempt short; the server may only have been slow.
          return new Answer.Failed<>(
              before.map(Problem::tried).orElseGet(() -> wording().cutOff(call)));
        }
        verdict = diagnosis.of(e, call);
      }
      if (verdict instanceof Verdict.OnceMore(var problem, var remedy, var otherwise)) {
        if (!triedOnceMore) {
          triedOnceMore = true;
          before = Optional.of(problem);
          if (remedy == Verdict.Remedy.FRESH_CREDENTIALS) {
            server.credentials().renew();
          }
          continue;
        }
        verdict = otherwise;
      }
      switch (verdict) {
        case Verdict.Decide(Refusal refusal, Problem problem) -> {
          return new Answer.Refused<>(refusal, problem);
        }
        case Verdict.Final(Problem problem) -> {
          return new Answer.Failed<>(problem);
        }
        case Verdict.OnceMore(Problem problem, var _, var _) -> {
          return new Answer.Failed<>(problem);
        }
        case Verdict.Retry(Problem problem, Verdict.Patience patience) -> {
          tries++;
          if (patience == Verdict.Patience.FEW_TIMES && tries >= FEW) {
            return new Answer.Failed<>(problem.tried(tries));
          }
          if (!backoff.waited(patience)) {
            return new Answer.Failed<>(problem.tried());
          }
          before = Optional.of(problem);
          retrying(problem, deadline);
        }
      }
    }
  }

  /**
   * Waits for a slot; without one at the deadline, which may move during the wait, returns false.
   */
  private boolean hasSlot(Deadline deadline) throws InterruptedException {
    if (deadline.passed()
        || !slots.tryAcquire(Math.max(1, deadline.left().toMillis()), TimeUnit.MILLISECONDS)) {
      return false;
    }
    if (deadline.passed()) {
      slots.release();
      return false;
    }
    return true;
  }

  /**
   * Runs the request on its own virtual thread, because an interrupt there closes the socket: only
   * this lets the SDK's timeout end a write into a black hole. A request that does not end even
   * then (a hanging name lookup) is abandoned. Releases the slot.
   */
  private <T> T attempt(S3Client client, Function<S3Client, T> request, Deadline deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    FutureTask<T> task = new FutureTask<>(() -> NotS3.checked(request.apply(client)));
    try {
      Thread.ofVirtual().name("s3-request").start(task);
      return await(task, deadline);
    } finally {
      task.cancel(true);
      slots.release();
    }
  }

  /** Polls the deadline, because it may move during the request. */
  private <T> T await(FutureTask<T> task, Deadline deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    Deadline most = Deadline.in(server.settings().attemptTimeout().plus(SLACK)).orEarlier(deadline);
    while (true) {
      long slice = Math.min(most.left().toNanos(), LOOK.toNanos());
      try {
        return task.get(slice, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (most.passed()) {
          throw e;
        }
      }
    }
  }

  /**
   * Finds the reason of a refusal that carries none, such as that of HEAD: if the cause is the
   * credentials or the bucket, a listing is refused with the reason.
   */
  private Throwable explained(Throwable failure, Call call, Deadline deadline)
      throws InterruptedException {
    if (!Diagnosis.isUnexplained(failure, call)) {
      return failure;
    }
    Deadline soon = Deadline.in(server.settings().attemptTimeout()).orEarlier(deadline);
    if (!hasSlot(soon)) {
      return failure;
    }
    try {
      attempt(
          server.client(call.bare()),
          s3 -> s3.listObjectsV2(list -> list.bucket(server.settings().bucket()).maxKeys(1)),
          soon);
      return failure;
    } catch (ExecutionException e) {
      return e.getCause() instanceof S3Exception reason && Diagnosis.explains(reason)
          ? reason
          : failure;
    } catch (TimeoutException e) {
      return failure;
    }
  }

  /** Logs a problem once, even if many requests meet it. */
  private void retrying(Problem problem, Deadline deadline) {
    Problem was = trouble.getAndSet(problem);
    if (was == null || was.reason() != problem.reason()) {
      Duration left = deadline.left();
      if (left.compareTo(Duration.ofDays(1)) < 0) {
        LOG.warn("{}; trying again for up to {} s", problem.message(), left.toSeconds());
      } else {
        LOG.warn("{}; trying again", problem.message());
      }
    }
  }

  private void answered() {
    if (trouble.getAndSet(null) != null) {
      LOG.info("{} answers again", server.name());
    }
  }

  /**
   * The problem of a request without time left; it names the current trouble, which is the usual
   * cause.
   */
  public Problem late(Call call) {
    return wording().late(call, Optional.ofNullable(trouble.get()));
  }
}
