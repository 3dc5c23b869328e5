package io.sparkrecorder.report.application;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.cli.NotThere;
import io.sparkrecorder.cli.Recordings;
import io.sparkrecorder.s3.model.Document;
import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.text.Failures;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** An application below the prefix of a bucket. */
public final class BucketOrigin implements Origin {
  private static final String MANIFEST = "manifest.json";
  private static final String REPORT = "report/";
  private static final Duration UPLOAD_TIME = Duration.ofMinutes(2);
  private static final Duration START_TIME = Duration.ofSeconds(30);

  private final Recordings recordings;
  private final String app;
  private final boolean owner;
  private Optional<byte[]> inHand;
  private Optional<ManifestStamp> manifestRead = Optional.empty();

  private BucketOrigin(
      Recordings recordings, String app, Optional<byte[]> manifest, boolean owner) {
    this.recordings = recordings;
    this.app = app;
    this.inHand = manifest;
    this.owner = owner;
  }

  /** Takes over the recordings, and closes them. */
  public BucketOrigin(Recordings recordings, String app) {
    this(recordings, app, Optional.empty(), true);
  }

  /**
   * Leaves the recordings open, for other applications.
   *
   * @param manifest the manifest, which was read already
   */
  public static BucketOrigin sharing(Recordings recordings, String app, byte[] manifest) {
    return new BucketOrigin(recordings, app, Optional.of(manifest), false);
  }

  @Override
  public Application application() {
    Optional<byte[]> json = inHand.or(() -> recordings.manifestJson(app));
    // It may be large, and is not needed while the recordings are read.
    inHand = Optional.empty();
    manifestRead = json.map(ManifestStamp::of);
    if (json.isEmpty()) {
      return listed("no manifest: the job still runs, or its driver's recorder was lost");
    }
    try {
      return Manifests.application(
          recordings.manifest(app, json.get()), recordings.url(app + "/" + MANIFEST), this::place);
    } catch (NotThere e) {
      return listed("the manifest is not used: " + e.getMessage());
    }
  }

  @Override
  public void check() {
    String key = recordings.settings().key(app + "/" + MANIFEST);
    if (recordings.s3().head(key, Deadline.in(START_TIME)).isEmpty()) {
      recordings.checkObjects(app);
    }
  }

  /** The manifest that {@link #application()} found; empty if there was none. */
  public Optional<ManifestStamp> manifestRead() {
    return manifestRead;
  }

  private Application listed(String reason) {
    Listing listing = new Listing();
    for (ObjectEntry object : recordings.objects(app)) {
      String below = recordings.name(app, object.key());
      if (below.indexOf('/') > 0 && !below.startsWith(REPORT)) {
        listing.add(below, object.key(), object.bytes());
      }
    }
    return listing.application(app, reason);
  }

  private Optional<String> place(String key) {
    try {
      recordings.name(app, key);
      return Optional.of(key);
    } catch (NotThere e) {
      return Optional.empty();
    }
  }

  @Override
  public Path fetch(AppFile file, Path scratch, Consumer<Long> progress) throws IOException {
    Crc32c actual = download(file.place().orElseThrow(), scratch, progress);
    if (file.checksum().isPresent() && !file.checksum().get().equals(actual)) {
      throw new FileProblem(
          "checksum %s, the manifest says %s".formatted(actual.hex(), file.checksum().get().hex()));
    }
    return scratch;
  }

  @Override
  public Path fetchStart(AppFile file, int bytes, Path scratch) throws IOException {
    String key = file.place().orElseThrow();
    Optional<byte[]> start;
    try {
      start = recordings.s3().document(key, bytes, Deadline.in(START_TIME));
    } catch (S3Problem e) {
      throw ofOneFile(e);
    }
    if (start.isEmpty()) {
      throw new FileProblem("there is no such object");
    }
    return Files.write(scratch, start.get());
  }

  private Crc32c download(String key, Path scratch, Consumer<Long> progress) throws FileProblem {
    try {
      return recordings.s3().download(key, scratch, progress);
    } catch (S3Problem e) {
      throw ofOneFile(e);
    }
  }

  /** Returns the problem of a file; throws one that concerns all files. */
  private static FileProblem ofOneFile(S3Problem e) {
    if (concernsOneFile(e.problem().reason())) {
      return new FileProblem(Failures.message(e));
    }
    throw e;
  }

  private static boolean concernsOneFile(Problem.Reason reason) {
    return switch (reason) {
      case ABSENT, DAMAGED, ACCESS_DENIED, REFUSED -> true;
      case DEADLINE,
          NO_SUCH_BUCKET,
          UNREACHABLE,
          UNAVAILABLE,
          FULL,
          SOURCE_CHANGED,
          LOCAL_IO,
          INTERNAL ->
          false;
    };
  }

  @Override
  public Optional<LogFiles> eventLog() {
    String prefix = recordings.settings().prefix();
    return eventLog((prefix.isEmpty() ? "" : prefix + "/") + "history/");
  }

  /** Finds the application's event log below another prefix of the bucket, or at this key. */
  public Optional<LogFiles> eventLog(String prefix) {
    List<ObjectEntry> objects =
        java.util.stream.Stream.of("eventlog_v2_" + app, app)
            .flatMap(name -> recordings.s3().list(prefix + name))
            .toList();
    List<String> keys =
        EventLogNames.ordered(
            app, objects.stream().map(object -> object.key().substring(prefix.length())).toList());
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new LogFiles(
            recordings.settings().url(prefix + EventLogNames.shown(keys.getFirst())),
            keys.stream().map(key -> (LogFile) new LogObject(prefix + key)).toList()));
  }

  /** An object of the bucket. */
  private final class LogObject implements LogFile {
    private final String key;

    LogObject(String key) {
      this.key = key;
    }

    @Override
    public String name() {
      return key.substring(key.lastIndexOf('/') + 1);
    }

    @Override
    public Path fetch(Path scratch) throws IOException {
      download(key, scratch, _ -> {});
      return scratch;
    }
  }

  /** Tells whether the application is in the bucket of this name. */
  public boolean isIn(String bucket) {
    return recordings.settings().bucket().equals(bucket);
  }

  /** Stores a file of the report, over an older one, and returns its key. */
  public String publish(String name, String contentType, Document content) {
    String key = recordings.settings().key(app + "/" + REPORT + name);
    PutResult result =
        recordings.s3().putDocument(key, content, contentType, Deadline.in(UPLOAD_TIME));
    return switch (result) {
      case PutResult.Stored _, PutResult.AlreadyThere _, PutResult.Conflict _ -> key;
      case PutResult.Failed(Problem problem) -> throw new S3Problem(problem);
    };
  }

  /** The URL of a key. */
  public String url(String key) {
    return recordings.settings().url(key);
  }

  @Override
  public void close() {
    if (owner) {
      recordings.close();
    }
  }
}
