package io.sparkrecorder.s3;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.s3.model.Document;
import io.sparkrecorder.s3.model.GrowingUpload;
import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.s3.model.ObjectHead;
import io.sparkrecorder.s3.model.PendingUpload;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.s3.model.Trial;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.s3.request.Answer;
import io.sparkrecorder.s3.request.Attempts;
import io.sparkrecorder.s3.request.Call;
import io.sparkrecorder.s3.request.Refusal;
import io.sparkrecorder.s3.request.RenewableCredentials;
import io.sparkrecorder.s3.request.Requests;
import io.sparkrecorder.s3.request.Server;
import io.sparkrecorder.s3.transfer.ConditionalPut;
import io.sparkrecorder.s3.transfer.Existing;
import io.sparkrecorder.s3.transfer.Form;
import io.sparkrecorder.s3.transfer.GrowingPut;
import io.sparkrecorder.s3.transfer.MultipartPut;
import io.sparkrecorder.s3.transfer.MultipartTrial;
import io.sparkrecorder.s3.transfer.ObjectReader;
import io.sparkrecorder.s3.transfer.ServerTime;
import io.sparkrecorder.s3.transfer.SinglePut;
import io.sparkrecorder.s3.transfer.Uploads;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** One bucket. It is safe for many threads, and an uploaded file is never overwritten. */
public final class ObjectStore implements AutoCloseable {
  private static final String JSON = "application/json";

  private final Server server;
  private final Attempts attempts;

  /**
   * The attempts for documents, apart from the others so that they do not wait for large uploads.
   */
  private final Attempts aside;

  private final ObjectReader reader;

  private ObjectStore(Server server) {
    this.server = server;
    this.attempts = new Attempts(server);
    this.aside = new Attempts(server);
    this.reader = new ObjectReader(server, aside);
  }

  /** Uses the credentials that the AWS SDK finds. Throws {@link S3Problem} without a region. */
  public static ObjectStore open(S3Settings settings) {
    return open(
        settings, new RenewableCredentials(() -> DefaultCredentialsProvider.builder().build()));
  }

  /** Uses the caller's credentials. */
  public static ObjectStore open(S3Settings settings, AwsCredentialsProvider credentials) {
    return open(settings, new RenewableCredentials(() -> credentials));
  }

  private static ObjectStore open(S3Settings settings, RenewableCredentials credentials) {
    return new ObjectStore(new Server(settings, credentials));
  }

  /** Uploads a file, unless it is already stored. Returns by the deadline, even if that moves. */
  public PutResult put(Upload upload, Deadline deadline, UploadJournal journal) {
    Optional<Problem> unfit = unfit(upload);
    if (unfit.isPresent()) {
      return new PutResult.Failed(unfit.get());
    }
    boolean whole =
        upload.bytes() <= server.partSize()
            && (upload.bytes() == 0 || journal.find(upload.key()).isEmpty());
    return whole
        ? new SinglePut(upload, server, attempts, deadline, journal).run()
        : new MultipartPut(upload, server, attempts, deadline, journal).run();
  }

  /**
   * Creates an upload of a file whose end is not known yet, without a request to the server.
   *
   * @param owner kept in the object's metadata; see {@link ObjectHead}
   */
  public GrowingUpload growing(String key, String owner) {
    return new GrowingPut(key, owner, server, attempts);
  }

  /** The head of the object under this key; empty if there is none. Throws {@link S3Problem}. */
  public Optional<ObjectHead> head(String key, Deadline deadline) {
    Answer<HeadObjectResponse> answer = Existing.head(key, server, attempts, deadline);
    return answer.isRefused(Refusal.ABSENT)
        ? Optional.empty()
        : Optional.of(Existing.described(reader.given(answer)));
  }

  /** Pending uploads whose key has this prefix. Throws {@link S3Problem}. */
  public List<PendingUpload> pendingUploads(String prefix, Deadline deadline) {
    return reader.given(new Uploads(server, attempts, deadline).pending(prefix));
  }

  /** Aborts an upload and discards its parts; returns the problem if that failed. */
  public Optional<Problem> abort(PendingUpload upload, Deadline deadline) {
    return new Uploads(server, attempts, deadline).abort(upload.key(), upload.uploadId());
  }

  private Optional<Problem> unfit(Upload upload) {
    try (SeekableByteChannel channel = upload.source().open()) {
      long size = channel.size();
      // A file may be longer: after a kill, an incomplete append may follow the bytes to upload.
      if (size < upload.bytes()) {
        return Optional.of(attempts.wording().changed(upload, "it has " + size + " bytes"));
      }
      // An empty body is never read, so its checksum is checked here.
      return upload.bytes() == 0 && !upload.crc32c().equals(Crc32c.EMPTY)
          ? Optional.of(attempts.wording().changed(upload, "it is empty"))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of(attempts.wording().unreadable(upload.file(), e));
    }
  }

  /** Stores a JSON document, and overwrites an older one. */
  public PutResult putDocument(String key, byte[] json, Deadline deadline) {
    return putDocument(key, Document.of(json), deadline);
  }

  /**
   * Does the same as {@link #putDocument(String, byte[], Deadline)} for a document that the heap
   * cannot hold.
   */
  public PutResult putDocument(String key, Document json, Deadline deadline) {
    return putDocument(key, json, JSON, deadline);
  }

  /** Does the same for a document that is not JSON. */
  public PutResult putDocument(
      String key, Document document, String contentType, Deadline deadline) {
    Form form = new Form(server);
    Answer<PutObjectResponse> answer = put(key, document, contentType, form, deadline);
    if (answer.isRefused(Refusal.CHECKSUM)) {
      form.withoutChecksums();
      answer = put(key, document, contentType, form, deadline);
    }
    return switch (answer) {
      case Answer.Given<PutObjectResponse>(var response) -> {
        form.taken();
        yield new PutResult.Stored(key, document.bytes(), response.eTag());
      }
      case Answer.Failed<PutObjectResponse>(var problem) -> new PutResult.Failed(problem);
      case Answer.Refused<PutObjectResponse>(var _, var problem) -> new PutResult.Failed(problem);
    };
  }

  private Answer<PutObjectResponse> put(
      String key, Document document, String contentType, Form form, Deadline deadline) {
    Crc32c crc = document.crc32c();
    PutObjectRequest request =
        Requests.put(server.settings(), key)
            .contentType(contentType)
            .metadata(Map.of(Existing.CRC32C, crc.hex()))
            .checksumCRC32C(form.checksums() ? crc.base64() : null)
            .build();
    RequestBody body =
        RequestBody.fromContentProvider(document::open, document.bytes(), contentType);
    return aside.send(
        form.of(Call.plain(Requests.PUT, key)), deadline, s3 -> s3.putObject(request, body));
  }

  /**
   * Stores a JSON document in place of exactly one version of it, or of none. Any other object
   * under the key is a {@link PutResult.Conflict}.
   *
   * @param before ETag of the version that may be replaced; empty if there must be no object
   */
  public PutResult replaceDocument(
      String key, Document json, Optional<String> before, Deadline deadline) {
    return new ConditionalPut(key, json, JSON, before, server, aside, deadline).run();
  }

  /** Checks with one attempt whether the bucket can be used, and returns the problem if not. */
  public Optional<Problem> check() {
    ListObjectsV2Request request = Requests.probe(server.settings());
    Call call = Call.plain(Requests.LIST, request.prefix());
    return switch (attempts.once(call, s3 -> s3.listObjectsV2(request))) {
      case Answer.Given<ListObjectsV2Response>(var _) -> Optional.empty();
      case Answer.Failed<ListObjectsV2Response>(var problem) -> Optional.of(problem);
      case Answer.Refused<ListObjectsV2Response>(var _, var problem) -> Optional.of(problem);
    };
  }

  /** The time by which the server's clock is ahead of this machine's; empty without an answer. */
  public Optional<Duration> clockAhead() {
    return new ServerTime(server, attempts, Clock.systemUTC()).ahead();
  }

  /**
   * Tries each request of an upload in parts; neither an upload nor, with all rights, an object
   * remains.
   *
   * @param key a key that nobody else uses
   * @param deadlines gives the deadline of each request
   */
  public List<Trial> tryMultipart(String key, String content, Supplier<Deadline> deadlines) {
    return new MultipartTrial(key, content, server, attempts, deadlines).run();
  }

  /** The bytes of a small object; empty if it does not exist. Throws {@link S3Problem}. */
  public Optional<byte[]> document(String key) {
    return document(key, Deadline.in(ObjectReader.PATIENCE));
  }

  /**
   * Copies an object that the heap cannot hold; returns false if it does not exist. Throws {@link
   * S3Problem}.
   *
   * @param targets supplies a new target for each attempt; the last one holds the result
   */
  public boolean copy(String key, Supplier<? extends OutputStream> targets, Deadline deadline) {
    return reader.copy(key, targets, deadline);
  }

  /** Does the same as {@link #document(String)} within the caller's deadline. */
  public Optional<byte[]> document(String key, Deadline deadline) {
    return reader.document(key, deadline);
  }

  /**
   * Does the same as {@link #document(String)} for a document of another writer, up to a size.
   *
   * @param most limit in bytes; a larger document yields one byte more than the limit
   */
  public Optional<byte[]> document(String key, int most, Deadline deadline) {
    return reader.document(key, most, deadline);
  }

  /**
   * The names between this prefix and the next slash. Throws {@link S3Problem}.
   *
   * @param prefix ends with a slash, or is empty
   */
  public List<String> folders(String prefix) {
    return reader.folders(prefix);
  }

  /** All objects below the prefix, fetched as the stream is read. Throws {@link S3Problem}. */
  public Stream<ObjectEntry> list(String prefix) {
    return reader.list(prefix, ObjectReader::patience);
  }

  /** Does the same as {@link #list(String)} within the caller's deadline. */
  public Stream<ObjectEntry> list(String prefix, Deadline deadline) {
    return reader.list(prefix, () -> deadline);
  }

  /**
   * Downloads an object into a file, overwrites it, and returns the checksum of the downloaded
   * bytes. Throws {@link S3Problem}, also if this differs from the checksum at upload.
   *
   * @param progress called with the number of bytes received so far
   */
  public Crc32c download(String key, Path to, Consumer<Long> progress) {
    return reader.download(key, to, progress);
  }

  /** Computes the checksum of an object that was stored without one, by reading all of it. */
  public Crc32c checksum(String key, Deadline deadline) {
    return reader.checksum(key, deadline);
  }

  @Override
  public void close() {
    server.close();
  }
}
