package io.sparkrecorder.failuremap.results;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.Document;
import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The results of one experiment in S3, with the layout of a folder. A local folder mirrors them, so
 * that reports are made of files.
 */
public final class BucketResults implements RunStore {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int READERS = 8;

  private final ObjectStore store;
  private final String prefix;
  private final ResultsFolder mirror;

  /**
   * Names the place of an experiment.
   *
   * @param prefix of its keys, without a slash at its end
   * @param mirror an empty folder
   */
  public BucketResults(ObjectStore store, String prefix, ResultsFolder mirror) {
    this.store = store;
    this.prefix = prefix;
    this.mirror = mirror;
  }

  /** The local files, which {@link #load} fills. */
  public ResultsFolder mirror() {
    return mirror;
  }

  /**
   * Downloads the experiment and its runs. Of a document that is too large the mirror gets the
   * beginning, which it refuses to read.
   */
  public void load() throws IOException, InterruptedException {
    List<String> keys =
        store
            .list(prefix + "/", Deadline.in(PATIENCE))
            .map(ObjectEntry::key)
            .filter(key -> key.startsWith(prefix + "/runs/") || key.equals(experiment()))
            .toList();
    try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
      List<Future<?>> all =
          keys.stream().<Future<?>>map(key -> readers.submit(() -> load(key))).toList();
      for (Future<?> one : all) {
        one.get();
      }
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private Void load(String key) throws IOException {
    byte[] content =
        store
            .document(key, ResultsFolder.LARGEST, Deadline.in(PATIENCE))
            .orElseThrow(() -> new IOException(key + " is gone"));
    Path file = mirror.path().resolve(key.substring(prefix.length() + 1)).normalize();
    if (!file.startsWith(mirror.path())) {
      throw new IOException(key + " is no key of a result");
    }
    ResultsFolder.write(file, content);
    return null;
  }

  private String experiment() {
    return prefix + "/experiment.json";
  }

  /** Stores the experiment of the mirror, which never changes. */
  public void putExperiment() throws IOException {
    create(experiment(), Files.readAllBytes(mirror.experiment()));
  }

  @Override
  public void add(Run run) throws IOException {
    create(prefix + "/" + ResultsFolder.name(run), RunDocument.write(run));
    mirror.add(run);
  }

  @Override
  public ResultsFolder.Runs runs() throws IOException {
    return mirror.runs();
  }

  /** Creates an object; other bytes under its key are another runner's. */
  private void create(String key, byte[] content) throws IOException {
    switch (create(store, key, content)) {
      case PutResult.Stored _, PutResult.AlreadyThere _ -> {}
      case PutResult.Conflict _ ->
          throw new IOException(key + " was stored by another failure-map run");
      case PutResult.Failed(Problem problem) -> throw new S3Problem(problem);
    }
  }

  static PutResult create(ObjectStore store, String key, byte[] content) {
    return store.put(
        new Upload(
            Path.of(key),
            () -> new BytesChannel(content),
            key,
            content.length,
            crc32c(content),
            "application/json"),
        Deadline.in(PATIENCE),
        UploadJournal.none());
  }

  private static Crc32c crc32c(byte[] content) {
    return Document.of(content).crc32c();
  }

  /** Uploads the tables and the page of the mirror. */
  public void publish() throws IOException {
    try (Stream<Path> files = Files.list(mirror.path())) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = file.getFileName().toString();
        if (!name.equals("experiment.json") && !name.startsWith(".")) {
          PutResult result =
              store.putDocument(
                  prefix + "/" + name,
                  Document.of(Files.readAllBytes(file)),
                  contentType(name),
                  Deadline.in(PATIENCE));
          if (result instanceof PutResult.Failed(Problem problem)) {
            throw new S3Problem(problem);
          }
        }
      }
    }
  }

  private static String contentType(String name) {
    if (name.endsWith(".html")) {
      return "text/html; charset=utf-8";
    }
    return name.endsWith(".csv") ? "text/csv; charset=utf-8" : "application/octet-stream";
  }
}
