package io.sparkrecorder.report.cli;

import io.sparkrecorder.cli.Bucket;
import io.sparkrecorder.cli.Recordings;
import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.report.application.BucketOrigin;
import io.sparkrecorder.report.application.FolderOrigin;
import io.sparkrecorder.report.application.LocalEventLog;
import io.sparkrecorder.report.application.Origin;
import io.sparkrecorder.report.profile.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that say which application, and which part of it. */
final class Selection {
  private static final Pattern URL = Pattern.compile("s3a?://(?<bucket>[^/]+)/(?<path>.+?)/?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");
  private static final String RECORDINGS = "recordings/";

  @Mixin private Bucket bucket;

  @Parameters(
      arity = "0..1",
      paramLabel = "APP",
      description =
          "Spark's application id; or a folder that `recorder get` made; or"
              + " s3://BUCKET/PREFIX/recordings/APP.")
  private String app;

  @Option(
      names = "--executor",
      split = ",",
      paramLabel = "ID",
      description = "Read only these executors, such as 1,2.")
  private Set<String> executors = Set.of();

  @Option(
      names = "--stage",
      paramLabel = "N",
      description = "Count only samples of this stage, also those that it shares.")
  private Integer stage;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "First moment: after the start, such as 90s; or 2026-01-31T12:00:00Z.")
  private String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Last moment, in the same forms.")
  private String to;

  @Option(
      names = "--event-log",
      paramLabel = "PATH",
      description =
          "Spark's event log: a file, a folder, s3://BUCKET/PREFIX of the same bucket, or none;"
              + " by default PREFIX/history in the bucket.")
  private String eventLog;

  @Option(
      names = "--compare",
      paramLabel = "APP2",
      description = "Another application, to which the page and the JSON show the difference.")
  private String compare;

  @Option(
      names = "--compare-event-log",
      paramLabel = "PATH",
      description =
          "The event log of APP2, in the forms of --event-log; by default the same place.")
  private String compareEventLog;

  /** The place of the application that the user named. */
  Origin origin(Map<String, String> environment) {
    if (app == null) {
      throw new WrongUse("APP is missing: give an application id, a folder, or an s3:// URL");
    }
    return origin(app, environment);
  }

  /** The recordings of all applications. */
  Recordings recordings(Map<String, String> environment) {
    return new Recordings(bucket.settings(environment));
  }

  /** Tells whether the user named an application or a part of one. */
  boolean isOfOne() {
    boolean part = !executors.isEmpty() || stage != null || from != null || to != null;
    return app != null || part;
  }

  /**
   * All of any application; one without an event log is shown without.
   *
   * @throws WrongUse if the place of the event logs cannot be that of all applications
   */
  Request requestOfAny(Recordings recordings) {
    Matcher url = URL.matcher(eventLog == null ? "" : eventLog);
    boolean isInBucket =
        url.matches() && recordings.settings().bucket().equals(url.group("bucket"));
    if (eventLog != null && !eventLog.equals("none") && !isInBucket) {
      throw new WrongUse(
          "--event-log %s: with --missing, give s3://%s/PREFIX or none"
              .formatted(eventLog, recordings.settings().bucket()));
    }
    return new Request(
        Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), this::eventLogOfAny);
  }

  private Optional<Origin.LogFiles> eventLogOfAny(Origin origin, String id) throws IOException {
    if (eventLog == null || eventLog.equals("none")) {
      return eventLog == null ? origin.eventLog() : Optional.empty();
    }
    Matcher url = URL.matcher(eventLog);
    return url.matches() ? inBucket("--event-log", origin, url) : Optional.empty();
  }

  /** The place of the application to compare with. */
  Optional<Origin> other(Map<String, String> environment) {
    return Optional.ofNullable(compare).map(name -> origin(name, environment));
  }

  private Origin origin(String name, Map<String, String> environment) {
    Matcher url = URL.matcher(name);
    if (url.matches()) {
      return atUrl(url, environment);
    }
    if (name.isBlank()) {
      throw new WrongUse("APP is empty: give an application id, a folder, or an s3:// URL");
    }
    Path folder = Path.of(name);
    if (Files.isDirectory(folder)) {
      return new FolderOrigin(folder);
    }
    if (name.indexOf('/') >= 0) {
      throw new WrongUse(
          "there is no folder %s, and an application id has no slash".formatted(name));
    }
    return new BucketOrigin(new Recordings(bucket.settings(environment)), name);
  }

  private Origin atUrl(Matcher url, Map<String, String> environment) {
    String path = url.group("path");
    int start = path.startsWith(RECORDINGS) ? 0 : path.lastIndexOf("/" + RECORDINGS) + 1;
    String id = path.substring(path.lastIndexOf('/') + 1);
    if (!path.equals(path.substring(0, start) + RECORDINGS + id)) {
      throw new WrongUse("%s: expected s3://BUCKET/PREFIX/recordings/APP".formatted(url.group()));
    }
    Map<String, String> variables = new LinkedHashMap<>(environment);
    variables.put("RECORDER_S3_BUCKET", url.group("bucket"));
    variables.put("RECORDER_S3_PREFIX", start == 0 ? "/" : path.substring(0, start - 1));
    return new BucketOrigin(new Recordings(bucket.settings(variables)), id);
  }

  /** The part of the application that the user named. */
  Request request() {
    return request((origin, id) -> eventLog("--event-log", eventLog, origin, id));
  }

  /** The same part of the application to compare with. */
  Request otherRequest() {
    return compareEventLog == null
        ? request()
        : request((origin, id) -> eventLog("--compare-event-log", compareEventLog, origin, id));
  }

  /**
   * Checks that two applications have two event logs.
   *
   * @throws WrongUse if one application's log would tell the stages of the other
   */
  void checkEventLogs() {
    if (compare == null && compareEventLog != null) {
      throw new WrongUse("--compare-event-log belongs to --compare");
    }
    boolean isUrl = eventLog != null && URL.matcher(eventLog).matches();
    if (compare != null
        && compareEventLog == null
        && eventLog != null
        && !isUrl
        && LocalEventLog.isOfOne(Path.of(eventLog))) {
      throw new WrongUse(
          ("--event-log %s is the log of one application: give that of %s with"
                  + " --compare-event-log, or a folder with the logs of both with --event-log")
              .formatted(eventLog, compare));
    }
  }

  private Request request(Request.EventLogs logs) {
    return new Request(executors, Optional.ofNullable(stage), moment(from), moment(to), logs);
  }

  private static Optional<Origin.LogFiles> eventLog(
      String option, String place, Origin origin, String id) throws IOException {
    if (place == null) {
      return origin.eventLog();
    }
    if (place.equals("none")) {
      return Optional.empty();
    }
    Matcher url = URL.matcher(place);
    Optional<Origin.LogFiles> found =
        url.matches() ? inBucket(option, origin, url) : LocalEventLog.find(Path.of(place), id);
    if (found.isEmpty()) {
      throw new WrongUse("%s %s: no event log of %s there".formatted(option, place, id));
    }
    return found;
  }

  private static Optional<Origin.LogFiles> inBucket(String option, Origin origin, Matcher url) {
    return switch (origin) {
      case BucketOrigin it when it.isIn(url.group("bucket")) ->
          it.eventLog(url.group("path") + "/");
      case BucketOrigin _ ->
          throw new WrongUse(option + ": expected a place in the bucket of the recordings");
      default ->
          throw new WrongUse(option + ": for a folder of recordings, give a file or a folder");
    };
  }

  private static Optional<Request.Moment> moment(String text) {
    if (text == null) {
      return Optional.empty();
    }
    Matcher duration = DURATION.matcher(text);
    if (duration.matches()) {
      return Optional.of(new Request.Moment.After(duration(duration)));
    }
    try {
      return Optional.of(new Request.Moment.At(Instant.parse(text)));
    } catch (DateTimeException e) {
      throw new WrongUse(
          "%s is no time: give a duration after the start, such as 90s or 5m, or a time such as"
                  .formatted(text)
              + " 2026-01-31T12:00:00Z");
    }
  }

  private static Duration duration(Matcher text) {
    long amount = Long.parseLong(text.group(1));
    return switch (text.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case null, default -> Duration.ofSeconds(amount);
    };
  }
}
