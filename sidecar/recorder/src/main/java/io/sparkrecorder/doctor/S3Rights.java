package io.sparkrecorder.doctor;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.s3.model.Trial;
import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Tries the requests that recorders send to S3, so that each missing right has a line with its
 * name. It leaves nothing in the bucket, and does not need the right to delete objects: it reads an
 * object that does not exist, and uploads a part of an upload that it aborts.
 */
public final class S3Rights implements Check {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String LIST = "s3:ListBucket";
  private static final String GET = "s3:GetObject";

  private static final String CONTENT =
      "{\"purpose\": \"recorder doctor wrote this to see whether it may; it is not a recording\"}\n";

  private final ObjectStore s3;
  private final S3Settings settings;
  private final Deadline end;

  /** A key of this run; its folder cannot be an application's. */
  private final String key;

  /**
   * Sends nothing yet.
   *
   * @param end the moment after which it only cleans up
   */
  public S3Rights(ObjectStore s3, S3Settings settings, Deadline end) {
    this.s3 = s3;
    this.settings = settings;
    this.end = end;
    this.key = settings.key(".doctor/" + UUID.randomUUID());
  }

  @Override
  public String name() {
    return "S3";
  }

  @Override
  public void run(Consumer<Finding> findings) {
    Optional<Problem> list = s3.check();
    findings.accept(finding(LIST, "lists " + settings.url(settings.key("")), list));
    if (list.isPresent() && !S3Fixes.isOfRight(list.get(), LIST)) {
      findings.accept(Finding.skipped("S3 rights", "each request would fail as " + LIST + " does"));
      return;
    }
    findings.accept(list.isPresent() ? unreadable() : get());
    s3.tryMultipart(key, CONTENT, this::deadline).forEach(trial -> findings.accept(finding(trial)));
  }

  /** Without the right to list, S3 refuses to read an object that does not exist. */
  private static Finding unreadable() {
    return Finding.skipped(GET, "S3 tells only an account that has " + LIST);
  }

  private Finding get() {
    return finding(GET, "may read objects", missing());
  }

  private Optional<Problem> missing() {
    try {
      s3.document(key, deadline());
      return Optional.empty();
    } catch (S3Problem e) {
      return Optional.of(e.problem());
    }
  }

  private Deadline deadline() {
    return Deadline.in(PATIENCE).orEarlier(end);
  }

  private Finding finding(Trial trial) {
    return finding(trial.right(), "may " + trial.request(), trial.problem());
  }

  private Finding finding(String right, String works, Optional<Problem> problem) {
    return problem
        .map(it -> Finding.wrong(right, it.message(), S3Fixes.of(it, right, settings)))
        .orElseGet(() -> Finding.ok(right, works));
  }
}
