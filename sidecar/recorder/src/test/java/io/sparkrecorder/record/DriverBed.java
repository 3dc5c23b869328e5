package io.sparkrecorder.record;

import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.VersityGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A store, a real S3 server behind a proxy that can fail, and the recorders of an application. */
final class DriverBed implements AutoCloseable {
  private static final String PREFIX = "pipelines/team-a/recordings/" + RecorderProcess.APP;

  private final Path root;
  private final VersityGateway server;
  private final FaultProxy proxy;

  DriverBed(Path root) throws IOException {
    this.root = root;
    this.server = VersityGateway.start(Files.createDirectories(root.resolve("s3")));
    server.createBucket(RecorderProcess.BUCKET);
    this.proxy = FaultProxy.before(server.endpoint());
  }

  VersityGateway server() {
    return server;
  }

  FaultProxy proxy() {
    return proxy;
  }

  /** Prepares the driver's recorder without starting it. */
  RecorderProcess driver() throws IOException {
    return RecorderProcess.driver(root, server, proxy.endpoint());
  }

  /** Runs an executor's recorder until it has drained; returns the content that its spool had. */
  Map<String, String> sealedExecutor(String id, int files, int atMost) throws IOException {
    try (RecorderProcess executor = RecorderProcess.executor(root, id).start()) {
      Map<String, String> written = Contents.write(executor.spool(), files, atMost);
      executor.drain();
      return written;
    }
  }

  /** Runs an executor's recorder and kills it while it watches, with one file in the store. */
  void lostExecutor(String id) throws IOException {
    try (RecorderProcess executor = RecorderProcess.executor(root, id).start()) {
      Files.writeString(executor.spool().resolve("early.undo"), "moved in time");
      Files.createFile(executor.spool().resolve("early.undo.saved"));
      org.awaitility.Awaitility.await()
          .until(() -> Files.notExists(executor.spool().resolve("early.undo")));
      org.awaitility.Awaitility.await()
          .until(() -> Files.exists(executor.folder().file("early.undo")));
      executor.kill();
    }
  }

  /** The application's objects in S3 without the manifest, by path below its folder. */
  Map<String, String> objects() {
    Path folder = server.root().resolve(RecorderProcess.BUCKET).resolve(PREFIX);
    Map<String, String> objects = Files.isDirectory(folder) ? Contents.of(folder) : new TreeMap<>();
    objects.remove("manifest.json");
    return objects;
  }

  /** The path of an object below the application's folder. */
  String pathOf(String key) {
    return key.substring(PREFIX.length() + 1);
  }

  /** The manifest in S3. */
  Optional<Manifest> manifest() throws IOException {
    Path file =
        server.root().resolve(RecorderProcess.BUCKET).resolve(PREFIX).resolve("manifest.json");
    return Files.exists(file)
        ? Optional.of(Manifest.fromJson(Files.readAllBytes(file)))
        : Optional.empty();
  }

  /** Counts multipart uploads that are neither completed nor aborted. */
  long orphans() throws IOException {
    Path uploads = server.root().resolve(RecorderProcess.BUCKET).resolve(".sgwtmp/multipart");
    if (!Files.isDirectory(uploads)) {
      return 0;
    }
    try (var files = Files.walk(uploads)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  /** Begins a multipart upload that no recorder knows; returns its id. */
  String beginUpload(String key) {
    try (Bucket bucket = Bucket.of(server, RecorderProcess.BUCKET)) {
      return bucket.beginUpload(key);
    }
  }

  /** Ids of uploads that are neither completed nor aborted. */
  List<String> uploads() {
    try (Bucket bucket = Bucket.of(server, RecorderProcess.BUCKET)) {
      return bucket.uploads();
    }
  }

  /** The same files with the folder's name in front of each path. */
  static Map<String, String> below(String folder, Map<String, String> files) {
    Map<String, String> moved = new TreeMap<>();
    files.forEach((name, content) -> moved.put(folder + "/" + name, content));
    return moved;
  }

  @Override
  public void close() {
    proxy.close();
    server.close();
  }
}
