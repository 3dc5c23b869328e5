package io.sparkrecorder.doctor;

import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lists the folder from which the history server reads event logs. */
public final class EventLogs implements Check {
  private static final Pattern IN_S3 = Pattern.compile("s3[an]?://([^/]+)/*(.*?)/*");
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Objects that are read; more only cost time. */
  private static final int MOST = 10_000;

  private final String url;
  private final Listing listing;

  /** Lists the objects below a prefix of a bucket. Throws {@link S3Problem}. */
  @FunctionalInterface
  public interface Listing {
    Stream<ObjectEntry> list(String bucket, String prefix, Deadline deadline);
  }

  /**
   * Lists nothing yet.
   *
   * @param url the folder, such as {@code s3a://bucket/pipelines/team-a/history}; empty if jobs
   *     write no event logs
   */
  public EventLogs(String url, Listing listing) {
    this.url = url;
    this.listing = listing;
  }

  @Override
  public String name() {
    return "event logs";
  }

  @Override
  public void run(Consumer<Finding> findings) {
    findings.accept(finding());
  }

  private Finding finding() {
    if (url.isBlank()) {
      return Finding.skipped(name(), "event logs are off (global.eventLog.enabled)");
    }
    Matcher folder = IN_S3.matcher(url);
    if (!folder.matches()) {
      return Finding.skipped(name(), url + " is not in S3");
    }
    String bucket = folder.group(1);
    String prefix = folder.group(2).isEmpty() ? "" : folder.group(2) + "/";
    try (Stream<ObjectEntry> objects = listing.list(bucket, prefix, Deadline.in(PATIENCE))) {
      long logs =
          objects
              .limit(MOST)
              .map(object -> object.key().substring(prefix.length()).split("/", 2)[0])
              .filter(log -> !log.isEmpty())
              .distinct()
              .count();
      return Finding.ok(name(), detail(logs));
    } catch (S3Problem e) {
      return refused(e.problem(), bucket, prefix);
    }
  }

  private String detail(long logs) {
    return logs == 0
        ? url + " is empty: no job has written an event log yet"
        : "%s holds %s%d event logs".formatted(url, logs >= MOST ? "more than " : "", logs);
  }

  private Finding refused(Problem problem, String bucket, String prefix) {
    String right = "s3:ListBucket";
    String fix =
        S3Fixes.isOfRight(problem, right)
            ? "allow %s on arn:aws:s3:::%s with s3:prefix %s*".formatted(right, bucket, prefix)
            : S3Fixes.of(problem);
    return Finding.wrong(name(), problem.message(), fix);
  }
}
