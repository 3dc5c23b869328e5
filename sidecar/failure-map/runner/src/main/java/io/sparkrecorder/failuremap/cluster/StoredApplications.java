package io.sparkrecorder.failuremap.cluster;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.failuremap.model.Recording;
import io.sparkrecorder.failuremap.outcome.ApplicationLog;
import io.sparkrecorder.failuremap.outcome.ApplicationLogReader;
import io.sparkrecorder.failuremap.outcome.RunReader;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.Document;
import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Event logs and manifests of applications in S3. */
public final class StoredApplications {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ObjectStore logs;
  private final String logFolder;
  private final ObjectStore recordings;
  private final S3Settings settings;

  /**
   * Reads from two places.
   *
   * @param logFolder prefix of the keys of event logs, without a slash at its end
   * @param settings those of the recordings
   */
  public StoredApplications(
      ObjectStore logs, String logFolder, ObjectStore recordings, S3Settings settings) {
    this.logs = logs;
    this.logFolder = logFolder;
    this.recordings = recordings;
    this.settings = settings;
  }

  /** Makes the folder of event logs, without which no application starts. */
  public void prepare() {
    String folder = logFolder.isEmpty() ? "" : logFolder + "/";
    try (Stream<ObjectEntry> objects = logs.list(folder)) {
      if (folder.isEmpty() || objects.findAny().isPresent()) {
        return;
      }
    }
    PutResult made =
        logs.putDocument(
            folder, Document.of(new byte[0]), "application/x-directory", Deadline.in(PATIENCE));
    if (made instanceof PutResult.Failed(Problem problem)) {
      throw new S3Problem(problem);
    }
  }

  /** The event log of an application; empty if its driver could not write one. */
  Optional<ApplicationLog> log(String application) throws IOException {
    String key = logFolder.isEmpty() ? application : logFolder + "/" + application;
    Path file = Files.createTempFile("event-log-", ".jsonl");
    try {
      if (!logs.copy(key, () -> output(file), Deadline.in(PATIENCE))) {
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(file)) {
        return Optional.of(ApplicationLogReader.read(in));
      }
    } finally {
      Files.delete(file);
    }
  }

  private static OutputStream output(Path file) {
    try {
      return Files.newOutputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The recordings of an application's manifest; none without a manifest. */
  RunReader.Recordings recordings(String application) {
    List<ManifestPod> pods = manifest(application).map(Manifest::pods).orElse(List.of());
    return new RunReader.Recordings() {
      @Override
      public List<Recording> of(String executor, boolean alive) {
        return pods.stream()
            .filter(pod -> pod.pod().executorId().orElse("driver").equals(executor))
            .flatMap(pod -> pod.files().stream())
            .flatMap(
                file ->
                    file.key().stream()
                        .map(
                            key ->
                                new Recording(
                                    settings.url(key),
                                    file.file().state().name().toLowerCase(Locale.ROOT))))
            .toList();
      }

      @Override
      public String command(String executor) {
        return StoredApplications.this.command(application);
      }
    };
  }

  private Optional<Manifest> manifest(String application) {
    try {
      return recordings
          .document(settings.key(application + "/manifest.json"))
          .map(Manifest::fromJson)
          .filter(manifest -> manifest.app().equals(application));
    } catch (MalformedDocument e) {
      return Optional.empty();
    }
  }

  private String command(String application) {
    StringBuilder command = new StringBuilder("recorder get ").append(application);
    command.append(" --bucket ").append(settings.bucket());
    command.append(" --prefix ").append(settings.prefix().isEmpty() ? "/" : settings.prefix());
    settings.endpoint().ifPresent(url -> command.append(" --endpoint ").append(url));
    return command.toString();
  }
}
