package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.config.ChecksumMode;
import io.sparkrecorder.config.Encryption;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.PendingUpload;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import io.sparkrecorder.testbed.JfrTool;
import io.sparkrecorder.testbed.RecordedJvm;
import io.sparkrecorder.testbed.VersityGateway;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Recorders without a common volume; a real S3 server behind a proxy that can fail connects them.
 */
final class DirectBed implements AutoCloseable {
  private static final String APP = "pipelines/team-a/recordings/" + RecorderProcess.APP;
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * The recorders' scan interval, long enough that the JVM's chunks do not overload a slow server.
   */
  static final Duration POLL = Duration.ofMillis(300);

  private final Path root;
  private final VersityGateway server;
  private final FaultProxy proxy;

  DirectBed(Path root) throws IOException {
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

  RecorderProcess driver() throws IOException {
    return direct(RecorderProcess.driver(root, server, proxy.endpoint()));
  }

  RecorderProcess executor(String id) throws IOException {
    return direct(
        RecorderProcess.executor(root, id)
            .with("RECORDER_S3_BUCKET", RecorderProcess.BUCKET)
            .with("RECORDER_S3_ENDPOINT", proxy.endpoint().toString())
            .with("RECORDER_S3_REGION", "us-east-1")
            .with("AWS_ACCESS_KEY_ID", server.accessKey())
            .with("AWS_SECRET_ACCESS_KEY", server.secretKey()));
  }

  private static RecorderProcess direct(RecorderProcess recorder) {
    return recorder
        .without("RECORDER_STORE")
        .with("RECORDER_TRANSPORT", "direct")
        .with("RECORDER_GRACE", "120s")
        .with("RECORDER_S3_ATTEMPT_TIMEOUT", "20s")
        .with("RECORDER_S3_PART_SIZE", "5Mi")
        // A JVM records much while a busy machine's server answers; only some tests want pieces.
        .with("RECORDER_DIRECT_ROLL_SIZE", "1Gi");
  }

  /** The recordings in S3, by path below the application's folder. */
  Map<String, String> objects() {
    Map<String, String> objects = new TreeMap<>(Contents.of(folder()));
    objects.remove("manifest.json");
    objects.keySet().removeIf(name -> name.startsWith(".store/"));
    return objects;
  }

  /** The object as a file of the server, which stores each object as one. */
  Path object(String name) {
    return folder().resolve(name);
  }

  private Path folder() {
    try {
      return Files.createDirectories(server.root().resolve(RecorderProcess.BUCKET).resolve(APP));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The pod's marker in the bucket. */
  Optional<Marker> marker(String pod) {
    try {
      Path file = folder().resolve(".store").resolve(pod).resolve("marker.json");
      return Files.exists(file)
          ? Optional.of(Marker.fromJson(Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<Manifest> manifest() throws IOException {
    Path file = folder().resolve("manifest.json");
    return Files.exists(file)
        ? Optional.of(Manifest.fromJson(Files.readAllBytes(file)))
        : Optional.empty();
  }

  /** Counts multipart uploads that are neither completed nor aborted, with or without parts. */
  long uploadsUnderWay() {
    return uploadFolders().size();
  }

  private List<Path> uploadFolders() {
    Path multipart = server.root().resolve(RecorderProcess.BUCKET).resolve(".sgwtmp/multipart");
    if (!Files.isDirectory(multipart)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(multipart, 2)) {
      return files.filter(path -> multipart.relativize(path).getNameCount() == 2).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of parts that the server has, according to the pod's marker. */
  long uploaded(String pod) {
    return marker(pod).stream()
        .flatMap(marker -> marker.objects().stream())
        .flatMap(object -> object.parts().stream())
        .mapToLong(part -> part.bytes())
        .sum();
  }

  /** Lets the JVM record until the server has this many parts. */
  void recordUntilUploaded(RecordedJvm jvm, String pod, int parts) {
    await(parts + " parts reach the server")
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .until(
            () -> {
              jvm.emit(2_000);
              return marker(pod).stream()
                      .flatMap(marker -> marker.objects().stream())
                      .mapToInt(object -> object.parts().size())
                      .sum()
                  >= parts;
            });
  }

  /** The path of the pod's only JFR recording in S3, below the application's folder. */
  String recording(String part) {
    List<String> names =
        objects().keySet().stream()
            // Excludes the chunk that a killed JVM had just begun, which has its own folder.
            .filter(name -> name.matches(part + "/(jfr/)?[^/]+\\.jfr"))
            .toList();
    assertThat(names).as("recordings of %s", part).hasSize(1);
    return names.getFirst();
  }

  /** The objects of one recording, sorted by name. */
  List<String> pieces(String part) {
    return objects().keySet().stream()
        .filter(name -> name.matches(part + "/(jfr/)?[^/]+\\.jfr"))
        .sorted()
        .toList();
  }

  /** The numbers of the events in all pieces, in the order of the pieces. */
  List<Long> numbers(String part) throws Exception {
    List<Long> numbers = new ArrayList<>();
    for (String piece : pieces(part)) {
      numbers.addAll(JfrTool.numbers(object(piece)));
    }
    return numbers;
  }

  /** Asserts that the pieces hold the events from 0 to {@code last}, each once and in order. */
  void assertEventsOfPieces(String part, long last) throws Exception {
    assertThat(numbers(part))
        .containsExactlyElementsOf(LongStream.rangeClosed(0, last).boxed().toList());
  }

  /** Aborts every multipart upload, as a lifecycle rule does. */
  int abortUploads() {
    try (ObjectStore s3 = store()) {
      Deadline soon = Deadline.in(Duration.ofSeconds(30));
      List<PendingUpload> uploads = s3.pendingUploads(APP + "/", soon);
      uploads.forEach(upload -> assertThat(s3.abort(upload, soon)).isEmpty());
      return uploads.size();
    }
  }

  /**
   * Aborts every upload, but leaves its folder, as an abort does that collides with a part upload.
   */
  void halfAbortUploads() {
    List<Path> folders = uploadFolders();
    assertThat(abortUploads()).isEqualTo(folders.size());
    try {
      for (Path folder : folders) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the server refuse parts of different sizes from now on, as Cloudflare R2 does. */
  FaultProxy.Rule wantEqualParts() {
    Map<String, Map<String, Long>> parts = new ConcurrentHashMap<>();
    return proxy.on(
        request -> {
          String upload = query(request, "uploadId");
          if (request.isPart()) {
            parts
                .computeIfAbsent(upload, _ -> new ConcurrentSkipListMap<>())
                .put(
                    "%05d".formatted(Integer.parseInt(query(request, "partNumber"))),
                    length(request));
          }
          return request.isComplete()
              && !areEqual(List.copyOf(parts.getOrDefault(upload, Map.of()).values()));
        },
        new Fault.Answer(400, "InvalidPart", "All non-trailing parts must have the same length."));
  }

  private static boolean areEqual(List<Long> sizes) {
    return sizes.isEmpty()
        || (sizes.subList(0, sizes.size() - 1).stream().allMatch(sizes.getFirst()::equals)
            && sizes.getLast() <= sizes.getFirst());
  }

  private static String query(HttpRequest request, String name) {
    return request.target().replaceAll("^(?:[^?]*|.*[?&]" + name + "=([^&]*).*)$", "$1");
  }

  private static long length(HttpRequest request) {
    return request
        .header("x-amz-decoded-content-length")
        .or(() -> request.header("Content-Length"))
        .map(Long::parseLong)
        .orElseThrow();
  }

  /** Asserts that the recording holds the events from 0 to {@code last}, each once and in order. */
  void assertEvents(String part, long last) throws Exception {
    assertThat(JfrTool.numbers(object(recording(part))))
        .containsExactlyElementsOf(LongStream.rangeClosed(0, last).boxed().toList());
  }

  /** Asserts that every file of the manifest is an object with this size and checksum. */
  void assertManifestIsTrue() throws Exception {
    Manifest manifest = manifest().orElseThrow();
    for (var pod : manifest.pods()) {
      for (var file : pod.files()) {
        if (file.key().isPresent()) {
          byte[] bytes =
              Files.readAllBytes(
                  server.root().resolve(RecorderProcess.BUCKET).resolve(file.key().get()));
          assertThat(bytes).as(file.key().get()).hasSize((int) file.file().bytes());
          assertThat(io.sparkrecorder.checksum.Crc32c.of(bytes))
              .as(file.key().get())
              .isEqualTo(file.file().crc32c());
        }
      }
    }
  }

  /** Writes files into the spool; returns its content without the recorder's own folder. */
  static Map<String, String> write(RecorderProcess recorder, int files, int atMost)
      throws IOException {
    Contents.write(recorder.spool(), files, atMost);
    return spool(recorder);
  }

  private ObjectStore store() {
    S3Settings settings =
        new S3Settings(
            RecorderProcess.BUCKET,
            "",
            Optional.of(server.endpoint()),
            Optional.of("us-east-1"),
            true,
            Encryption.NONE,
            Optional.empty(),
            ChecksumMode.AUTO,
            5 << 20,
            1,
            Duration.ofSeconds(5));
    AwsBasicCredentials keys = AwsBasicCredentials.create(server.accessKey(), server.secretKey());
    return ObjectStore.open(settings, StaticCredentialsProvider.create(keys));
  }

  /** Puts an object into the application's folder, as a stranger might. */
  void put(String name, String content) {
    try (ObjectStore s3 = store()) {
      assertThat(
              s3.putDocument(
                  APP + "/" + name,
                  content.getBytes(StandardCharsets.UTF_8),
                  Deadline.in(Duration.ofSeconds(10))))
          .isInstanceOf(PutResult.Stored.class);
    }
  }

  /** The content of the spool without the recorder's own folder. */
  static Map<String, String> spool(RecorderProcess recorder) {
    Map<String, String> files = new TreeMap<>(Contents.of(recorder.spool()));
    files.keySet().removeIf(name -> name.startsWith(".recorder/"));
    return files;
  }

  /**
   * Bytes of the files with this suffix in the recorder's own folder of its spool. The recorder may
   * remove files meanwhile.
   */
  static long spooled(RecorderProcess recorder, String suffix) throws IOException {
    AtomicLong bytes = new AtomicLong();
    Files.walkFileTree(
        recorder.spool().resolve(".recorder"),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(suffix)) {
              bytes.addAndGet(attributes.size());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return bytes.get();
  }

  @Override
  public void close() {
    proxy.close();
    server.close();
  }
}
